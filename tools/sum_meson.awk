# sum_meson.awk - meson's testlog.json (one test program a line, its TAP inside) to "PASSED FAILED SKIPPED".
# A test that says "# skipped:" before its ok line was skipped. A program that stops before its plan is done, or ends
# with an error after its tests, counts as one failure more; a program without TAP as one test.
{
    result = $0
    sub(/.*"result": "/, "", result); sub(/".*/, "", result)
    text = $0
    sub(/.*"stdout": "/, "", text)
    lines = split(text, line, /\\n/)
    ok = bad = skip = said = 0
    for (i = 1; i <= lines; i++) {
        if (line[i] ~ /^# skipped:/) said = 1
        else if (line[i] ~ /^not ok/) { bad++; said = 0 }
        else if (line[i] ~ /^ok /) {
            if (said || line[i] ~ /# *[Ss][Kk][Ii][Pp]/) skip++; else ok++
            said = 0
        }
    }
    if (result == "OK" && ok + bad + skip == 0) ok = 1
    else if (result == "SKIP" && ok + bad + skip == 0) skip = 1
    else if (result != "OK" && result != "SKIP" && bad == 0) bad = 1
    passed += ok; failed += bad; skipped += skip; programs++
}
END {
    if (!programs) failed = 1 # nothing ran: that is no success
    print passed + 0, failed + 0, skipped + 0
}
