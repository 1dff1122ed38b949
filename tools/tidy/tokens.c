/*
 * tokens.c - C source into tokens, well enough for the rules: comments dropped, strings and characters
 * whole, includes as one token, every token with its line and whether it stands on a preprocessor line.
 */
#include "tidy.h"

struct lexer {
    struct arena *arena;
    struct str text;
    size_t pos;
    int line;
    bool directive, line_start;
    struct file *file;
    size_t room;
};

static void push(struct lexer *lexer, enum token_kind kind, struct str text, int line, bool system)
{
    struct file *file = lexer->file;
    if (file->token_count == lexer->room) {
        size_t room = lexer->room ? lexer->room * 2 : 512;
        file->tokens = arena_grow(lexer->arena, file->tokens, lexer->room * sizeof *file->tokens,
                                  room * sizeof *file->tokens);
        lexer->room = room;
    }
    file->tokens[file->token_count++] = (struct token){
        .kind = kind, .directive = lexer->directive, .system = system, .line = line, .text = text
    };
}

static char peek(const struct lexer *lexer, size_t ahead)
{
    return lexer->pos + ahead < lexer->text.len ? lexer->text.ptr[lexer->pos + ahead] : '\0';
}

static void step(struct lexer *lexer)
{
    if (peek(lexer, 0) == '\n')
        lexer->line++;
    lexer->pos++;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_comment(struct lexer *lexer)
{
    lexer->pos += 2;
    while (lexer->pos < lexer->text.len && !(peek(lexer, 0) == '*' && peek(lexer, 1) == '/'))
        step(lexer);
    lexer->pos += 2;
}

static void read_quoted(struct lexer *lexer, char quote)
{
    int line = lexer->line;
    size_t start = ++lexer->pos;
    while (lexer->pos < lexer->text.len && peek(lexer, 0) != quote) {
        if (peek(lexer, 0) == '\\')
            step(lexer);
        step(lexer);
    }
    struct str text = str_slice(lexer->text, start, lexer->pos - start);
    lexer->pos++;
    push(lexer, quote == '"' ? TOKEN_STRING : TOKEN_CHAR, text, line, false);
}

/* Behind '#': an include becomes one token, another directive goes on as tokens. */
static void read_directive(struct lexer *lexer)
{
    lexer->directive = true;
    lexer->pos++;
    while (peek(lexer, 0) == ' ')
        lexer->pos++;
    if (!str_starts(str_slice(lexer->text, lexer->pos, 7), STR("include")))
        return;
    lexer->pos += 7;
    while (peek(lexer, 0) == ' ')
        lexer->pos++;
    char close = peek(lexer, 0) == '<' ? '>' : '"';
    size_t start = ++lexer->pos;
    while (lexer->pos < lexer->text.len && peek(lexer, 0) != close && peek(lexer, 0) != '\n')
        lexer->pos++;
    push(lexer, TOKEN_INCLUDE, str_slice(lexer->text, start, lexer->pos - start), lexer->line,
         close == '>');
    lexer->pos++;
}

static void read_run(struct lexer *lexer, enum token_kind kind)
{
    size_t start = lexer->pos;
    while (is_name(peek(lexer, 0)) || is_digit(peek(lexer, 0)) ||
           (kind == TOKEN_NUMBER && peek(lexer, 0) == '.'))
        lexer->pos++;
    push(lexer, kind, str_slice(lexer->text, start, lexer->pos - start), lexer->line, false);
}

static void read_blank(struct lexer *lexer)
{
    if (peek(lexer, 0) == '\\' && peek(lexer, 1) == '\n') {
        lexer->pos += 2;
        lexer->line++;
        return;
    }
    if (peek(lexer, 0) == '\n') {
        lexer->directive = false;
        lexer->line_start = true;
    }
    step(lexer);
}

void tokens_read(struct arena *arena, struct file *file)
{
    struct lexer lexer = {
        .arena = arena, .text = file->text, .line = 1, .line_start = true, .file = file
    };
    while (lexer.pos < lexer.text.len) {
        char c = peek(&lexer, 0);
        if (c == ' ' || c == '\t' || c == '\n' || (c == '\\' && peek(&lexer, 1) == '\n')) {
            read_blank(&lexer);
            continue;
        }
        if (c == '/' && peek(&lexer, 1) == '*') {
            skip_comment(&lexer);
            continue;
        }
        if (c == '/' && peek(&lexer, 1) == '/') {
            while (lexer.pos < lexer.text.len && peek(&lexer, 0) != '\n')
                lexer.pos++;
            continue;
        }
        bool first = lexer.line_start;
        lexer.line_start = false;
        if (c == '#' && first)
            read_directive(&lexer);
        else if (c == '"' || c == '\'')
            read_quoted(&lexer, c);
        else if (is_name(c))
            read_run(&lexer, TOKEN_NAME);
        else if (is_digit(c))
            read_run(&lexer, TOKEN_NUMBER);
        else
            push(&lexer, TOKEN_MARK, str_slice(lexer.text, lexer.pos++, 1), lexer.line, false);
    }
}
