/*
 * test_plan_document.c - documents as they come: what a page, a docx, a pdf or a table becomes, and each thing
 * that is refused, with its name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "plan/document.h"

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

struct room {
    struct arena *arena;
    struct plan_lexicon *lexicon;
    struct err err;
};

static int set_up(void **state)
{
    struct room *room = calloc(1, sizeof *room);
    const char *root = getenv("LUODI_SOURCE");
    room->arena = arena_new();
    err_init(&room->err);
    struct str folder = path_join(room->arena, str_from(root ? root : "."), STR("model/lexicon"));
    assert_true(plan_lexicon_load(room->arena, folder, &room->lexicon, &room->err));
    *state = room;
    return 0;
}

static int tear_down(void **state)
{
    struct room *room = *state;
    arena_free(room->arena);
    free(room);
    return 0;
}

static bool read_bytes(struct room *room, struct str bytes, struct document *out)
{
    err_init(&room->err);
    return document_read(room->arena, room->lexicon, STR("a"), bytes, NULL, out, &room->err);
}

static struct document read_well(struct room *room, struct str bytes, enum document_format format)
{
    struct document document;
    if (!read_bytes(room, bytes, &document)) {
        struct buf words;
        buf_init(&words, room->arena);
        err_words(&room->err, LANG_EN, &words);
        fail_msg("%.*s", STR_ARG(buf_get(&words)));
    }
    assert_int_equal(document.format, format);
    assert_true(utf8_valid(document.text));
    return document;
}

static void refused(struct room *room, struct str bytes, enum err_code code)
{
    struct document document;
    assert_false(read_bytes(room, bytes, &document));
    assert_string_equal(err_name(room->err.code), err_name(code));
}

static void holds(struct str text, const char *part)
{
    if (!str_has(text, str_from(part))) fail_msg("no \"%s\" in:\n%.*s", part, STR_ARG(text));
}

static void lacks(struct str text, const char *part)
{
    if (str_has(text, str_from(part))) fail_msg("\"%s\" in:\n%.*s", part, STR_ARG(text));
}

/* ---- text */

static void text_in_gb18030_is_the_text(void **state)
{
    struct room *room = *state;
    struct document document = read_well(room, STR("\xC7\xA9\xD4\xBC\xCF\xEE\xC4\xBF" "20\xB8\xF6\xA1\xA3\n"), DOCUMENT_TEXT);
    holds(document.text, "签约项目20个。");
}

static void a_text_over_the_limit_is_refused(void **state)
{
    struct room *room = *state;
    struct str bytes = { arena_alloc(room->arena, LIMIT_PLAN_BYTES + 1), LIMIT_PLAN_BYTES + 1 };
    memset((char *)bytes.ptr, 'a', bytes.len);
    refused(room, bytes, ERR_PLAN_TOO_BIG);
    memset((char *)bytes.ptr, 'a', bytes.len);
    read_well(room, str_slice(bytes, 0, LIMIT_PLAN_BYTES), DOCUMENT_TEXT);
}

static void what_is_no_document_is_refused_with_what_to_do(void **state)
{
    struct room *room = *state;
    refused(room, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more"), ERR_PLAN_OLD_WORD);
    refused(room, STR("PK\x03\x04 no more"), ERR_PLAN_FORMAT); /* a spreadsheet, and no helper to read it */
}

/* ---- pages */

static const char page[] =
    "<!DOCTYPE html><html><head><title>T</title><script>var a = '<p>签约项目99个。</p>'</script></head><body>"
    "<nav><ul><li><a href=a>首页</a><li><a href=b>新闻</a></ul></nav><div><h1>工作要点</h1>"
    "<p>签约项目<b>20</b>个以上，总投资260亿元&mdash;&#20197;&#x4E0A;。<p>开工<!-- 30 -->15个。"
    "<table><tr><th>序号</th><th>指标</th><th>单位</th><th>2024年目标</th><th>责任单位</th></tr>"
    "<tr><td>1</td><td>工业投资</td><td>亿元</td><td>80</td><td>经发局</td></tr>"
    "<tr><td>2</td><td>固定资产投资增速</td><td>%</td><td>≥16</td><td>经发局</td></tr></table></div>"
    "<ul><li><a href=1>某区新开工16个项目</a></li></ul><footer>版权所有 3号</footer></body></html>";

static void a_page_is_its_text_without_scripts_and_with_its_tables(void **state)
{
    struct document document = read_well(*state, str_from(page), DOCUMENT_HTML);
    holds(document.text, "工作要点\n签约项目20个以上，总投资260亿元—以上。\n开工15个。\n");
    holds(document.text, "2024年目标：工业投资80亿元。\n2024年目标：固定资产投资增速≥16%。\n");
    lacks(document.text, "99");
    holds(document.text, "某区新开工16个项目");
}

static void what_a_page_sets_outside_its_article_is_not_read(void **state)
{
    struct room *room = *state;
    struct document document = read_well(room, str_from(page), DOCUMENT_HTML);
    struct plan_options options = { .year = 2024, .asides = document.asides, .aside_count = document.aside_count };
    struct plan_text *plan;
    assert_true(plan_read(room->arena, room->lexicon, document.text, &options, &plan, &room->err));
    assert_int_equal(plan->statement_count, 5);
    for (size_t i = 0; i < plan->figure_count; i++)
        if (str_eq(plan->figures[i].span.text, STR("16个"))) assert_int_equal(plan->figures[i].why, PLAN_WHY_FURNITURE);
}

static struct str repeated(struct room *room, const char *piece, size_t count)
{
    struct buf out;
    buf_init(&out, room->arena);
    buf_cstr(&out, "<html>");
    for (size_t i = 0; i < count; i++) buf_cstr(&out, piece);
    return buf_get(&out);
}

static void a_million_nested_tags_get_the_bound_and_its_name(void **state)
{
    struct room *room = *state;
    refused(room, repeated(room, "<div>", 1000000), ERR_PLAN_NESTED);
    refused(room, repeated(room, "<div>", LIMIT_PLAN_NESTING + 1), ERR_PLAN_NESTED);
    read_well(room, repeated(room, "<div>", LIMIT_PLAN_NESTING), DOCUMENT_HTML);
    read_well(room, repeated(room, "<p>", 1000000), DOCUMENT_HTML); /* never closed, and none within another */
    read_well(room, repeated(room, "</b><b x=''>", 100000), DOCUMENT_HTML);
}

/* ---- docx */

static struct str zipped(struct room *room, const char *name, struct str part)
{
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(target);
    zip_t *zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    zip_file_add(zip, name, zip_source_buffer(zip, part.ptr, part.len, 0), 0);
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(target), 0);
    zip_source_seek(target, 0, SEEK_END);
    size_t size = (size_t)zip_source_tell(target);
    zip_source_seek(target, 0, SEEK_SET);
    char *bytes = arena_alloc(room->arena, size);
    assert_int_equal(zip_source_read(target, bytes, size), (zip_int64_t)size);
    zip_source_close(target);
    zip_source_free(target);
    return (struct str){ bytes, size };
}

static struct str docx(struct room *room, const char *body)
{
    return zipped(room, "word/document.xml", str_format(room->arena, "<w:document " W "><w:body>%s</w:body></w:document>", body));
}

static void a_docx_is_its_paragraphs_and_rows_without_what_was_deleted(void **state)
{
    struct room *room = *state;
    struct str bytes = docx(room, "<w:p><w:r><w:t>签约项目</w:t></w:r><w:del><w:r><w:delText>30个</w:delText></w:r></w:del>"
                                  "<w:r><w:t>20个以上。</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>指标</w:t></w:r></w:p></w:tc>"
                                  "<w:tc><w:p><w:r><w:t>2024年目标（亿元）</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>工业投资</w:t>"
                                  "</w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>80</w:t></w:r></w:p></w:tc></w:tr></w:tbl>");
    struct document document = read_well(room, bytes, DOCUMENT_DOCX);
    holds(document.text, "签约项目20个以上。\n2024年目标：工业投资80亿元。\n");
}

static void a_docx_bomb_is_stopped(void **state)
{
    struct room *room = *state;
    size_t size = LIMIT_PLAN_RATIO_BYTES + 65536;
    char *blanks = arena_alloc(room->arena, size);
    memset(blanks, ' ', size);
    refused(room, zipped(room, "word/document.xml", (struct str){ blanks, size }), ERR_PLAN_BOMB);
}

static void a_docx_that_is_damaged_or_plays_tricks_is_refused(void **state)
{
    struct room *room = *state;
    struct buf deep;
    buf_init(&deep, room->arena);
    for (int i = 0; i < LIMIT_PLAN_NESTING; i++) buf_cstr(&deep, "<w:p>");
    refused(room, docx(room, buf_get(&deep).ptr), ERR_PLAN_NESTED);
    refused(room, docx(room, "<w:p>"), ERR_PLAN_ZIP);
    refused(room, zipped(room, "word/document.xml", STR("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")), ERR_PLAN_ZIP);
}

/* ---- pdf */

/* One page that says what is given in Latin letters; empty: a page without text. */
static struct str pdf(struct room *room, const char *say)
{
    struct str stream = say[0] ? str_format(room->arena, "BT /F1 12 Tf 50 700 Td (%s) Tj ET", say) : STR("0 0 9 9 re f");
    return str_format(room->arena,
        "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length %zu>>stream\n%.*s\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "trailer<</Root 1 0 R>>\n", stream.len, STR_ARG(stream));
}

static bool reader_here(struct room *room)
{
    struct document document;
    return read_bytes(room, pdf(room, ""), &document) || room->err.code != ERR_PLAN_PDF_READER;
}

static void a_pdf_with_text_is_read_and_a_scan_gets_a_clear_answer(void **state)
{
    struct room *room = *state;
    if (!reader_here(room)) skip();
    struct document document = read_well(room, pdf(room, "Projects signed in the year: at least 20"), DOCUMENT_PDF);
    holds(document.text, "Projects signed in the year: at least 20\n");
    refused(room, pdf(room, ""), ERR_PLAN_PDF_SCANNED);
}

static void a_pdf_that_cannot_be_read_is_refused_by_its_fault(void **state)
{
    struct room *room = *state;
    if (!reader_here(room)) skip();
    refused(room, STR("%PDF-1.4 nothing"), ERR_PLAN_PDF_BROKEN);
    refused(room, STR("%PDF-1.4 <</Encrypt 3 0 R>> nothing"), ERR_PLAN_PDF_LOCKED);
}

static void a_missing_or_endless_reader_is_told(void **state)
{
    struct room *room = *state;
    char folder[] = "/tmp/luodi-pdf-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *before = str_cstr(room->arena, str_from(getenv("PATH")));
    setenv("PATH", folder, 1);
    refused(room, pdf(room, "text"), ERR_PLAN_PDF_READER);
    struct str script = path_join(room->arena, str_from(folder), STR("pdftotext"));
    assert_true(file_write(script, STR("#!/bin/sh\nkill -XCPU $$\n"), &room->err));
    chmod(str_cstr(room->arena, script), 0755);
    refused(room, pdf(room, "text"), ERR_PLAN_PDF_SLOW);
    setenv("PATH", before, 1);
    unlink(str_cstr(room->arena, script));
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text_in_gb18030_is_the_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_over_the_limit_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_document_is_refused_with_what_to_do, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_page_is_its_text_without_scripts_and_with_its_tables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_page_sets_outside_its_article_is_not_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_million_nested_tags_get_the_bound_and_its_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_docx_is_its_paragraphs_and_rows_without_what_was_deleted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_docx_bomb_is_stopped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_docx_that_is_damaged_or_plays_tricks_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_pdf_with_text_is_read_and_a_scan_gets_a_clear_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_pdf_that_cannot_be_read_is_refused_by_its_fault, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_or_endless_reader_is_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
