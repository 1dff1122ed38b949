// What office browsers of Chromium 86 lack and a dependency calls.
const object = Object as unknown as { hasOwn?: (of: object, key: PropertyKey) => boolean }
if (!object.hasOwn) object.hasOwn = (of, key) => Object.prototype.hasOwnProperty.call(of, key)
