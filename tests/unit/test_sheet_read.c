/* test_sheet_read.c - sheet/sheet.h: cells, rows and books of xlsx, and every refusal of a bad
 * file. */
#include "test_sheet_books.h"

#include "base/limits.h"
#include "sheet/sheet_priv.h"

/* ---- numbers and formats ---- */

static void numbers_have_the_digits_that_people_see(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
        bool lost;
    } cases[] = {
        { "0", "0", false },
        { "27", "27", false },
        { "-1.5", "-1.5", false },
        { "1.10", "1.1", false },
        { "123.0", "123", false },
        { "0.10000000000000001", "0.1", false },
        { "2.2999999999999998", "2.3", false },
        { "1234567.8900000001", "1234567.89", false },
        { "9.9999999999999995E-2", "0.1", false },
        { "1E3", "1000", false },
        { "1.5e-3", "0.0015", false },
        { "-0.0", "0", false },
        { "999999999999999", "999999999999999", false },
        { "1000000000000000", "1000000000000000", true },
        { "9.1440300192203802E+17", "914403001922038000", true },
        { "914403001922038216", "914403001922038000", true },
        { " 5 ", "5", false },
        { "9.9999999999999999", "10", false },
        { "1E+300", "1E+300", true },
        { "0E+5", "0", false },
        { "", "", false },
        { "abc", "", false },
        { "1.2.3", "", false },
        { "1E", "", false },
        { "-", "", false },
        { "1E99999", "", false },
        { "0x10", "", false },
        { "NaN", "", false },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char out[NUMBER_TEXT_MAX];
        bool lost;
        size_t len = number_tidy(cases[i].in, strlen(cases[i].in), out, &lost);
        assert_text(((struct str){ out, len }), cases[i].out);
        assert_int_equal(lost, cases[i].lost);
    }
}

static void a_format_tells_dates_from_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum style_class class;
    } cases[] = {
        { "General", STYLE_PLAIN },
        { "0.00", STYLE_PLAIN },
        { "#,##0", STYLE_PLAIN },
        { "0.00E+00", STYLE_PLAIN },
        { "0%", STYLE_PERCENT },
        { "0.00%", STYLE_PERCENT },
        { "yyyy-mm-dd", STYLE_DATE },
        { "yyyy/m/d", STYLE_DATE },
        { "yyyy\"年\"m\"月\"d\"日\"", STYLE_DATE },
        { "yyyy\"年\"m\"月\"", STYLE_MONTH },
        { "yyyy\"年\"", STYLE_YEAR },
        { "yyyy年m月", STYLE_MONTH },
        { "[$-804]yyyy\"年\"m\"月\";@", STYLE_MONTH },
        { "m/d/yy h:mm", STYLE_DATE },
        { "h:mm:ss", STYLE_TIME },
        { "mm:ss", STYLE_TIME },
        { "[h]:mm", STYLE_TIME },
        { "上午/下午h\"时\"mm\"分\"", STYLE_TIME },
        { "AM/PM h:mm", STYLE_TIME },
        { "h:mm AM/PM", STYLE_TIME },
        { "mmm-yy", STYLE_MONTH },
        { "\"day\" 0", STYLE_PLAIN },
        { "0\\d", STYLE_PLAIN },
        { "[Red]0.00", STYLE_PLAIN },
        { "000000", STYLE_PADDED },
        { "0", STYLE_PLAIN },
        { "0.0\"万元\"", STYLE_PLAIN },
        { "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", STYLE_DATE },
        { "_-* #,##0.00_-", STYLE_PLAIN },
        { "G/通用格式", STYLE_PLAIN },
        { "G/通用格式\"天\"", STYLE_PLAIN },
        { "e\"年\"m\"月\"d\"日\"", STYLE_DATE },
        { "@", STYLE_PLAIN },
        { "", STYLE_PLAIN },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct cell_style style = style_from_code(str_from(cases[i].code));
        if (style.class != cases[i].class)
            print_error("%s is %d\n", cases[i].code, style.class);
        assert_int_equal(style.class, cases[i].class);
    }
    static const struct {
        int id;
        enum style_class class;
    } builtin[] = {
        { 0, STYLE_PLAIN },  { 4, STYLE_PLAIN }, { 9, STYLE_PERCENT }, { 14, STYLE_DATE },
        { 17, STYLE_MONTH }, { 18, STYLE_TIME }, { 22, STYLE_DATE },   { 27, STYLE_MONTH },
        { 31, STYLE_DATE },  { 32, STYLE_TIME }, { 49, STYLE_PLAIN },  { 57, STYLE_MONTH },
        { 58, STYLE_DATE },
    };
    for (size_t i = 0; i < ARRAY_COUNT(builtin); i++)
        assert_int_equal(style_from_builtin(builtin[i].id).class, builtin[i].class);
}

/* ---- cells ---- */

static void every_type_of_cell_is_read(void **state)
{
    (void)state;
    assert_rows("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>12.5</v></c>"
                "<c r=\"C1\" t=\"b\"><v>1</v></c><c r=\"D1\" t=\"b\"><v>0</v></c>"
                "<c r=\"E1\" t=\"e\"><v>#N/A</v></c><c r=\"F1\" t=\"str\"><f>A1</f><v>文</v></c>"
                "<c r=\"G1\" t=\"inlineStr\"><is><t>内</t></is></c><c r=\"H1\" "
                "t=\"d\"><v>2011-10-14T10:00:00</v></c>"
                "<c r=\"I1\" t=\"n\"><f>1+1</f><v>2</v></c></row>",
                "1: A=零 B#12.5 C?TRUE D?FALSE E!#N/A F=文~1 G=内 H@2011-10-14T10:00:00 I#2~1\n");
}

static void rich_text_is_joined_and_phonetic_text_left_out(void **state)
{
    (void)state;
    assert_rows("<row><c t=\"inlineStr\"><is><r><t>东</t></r><r><rPr><b/></rPr><t "
                "xml:space=\"preserve\"> 京</t></r>"
                "<rPh sb=\"0\" eb=\"1\"><t>トウキョウ</t></rPh></is></c></row>",
                "1: A=东 京\n");
}

static void missing_references_mean_the_next_place(void **state)
{
    (void)state;
    assert_rows(
        "<row><c><v>1</v></c><c r=\"D1\"><v>4</v></c><c><v>5</v></c></row>"
        "<row><c><v>6</v></c></row><row r=\"9\"><c><v>7</v></c></row><row><c><v>8</v></c></row>",
        "1: A#1 D#4 E#5\n2: A#6\n9: A#7\n10: A#8\n");
}

static void cells_without_a_value_are_nothing(void **state)
{
    (void)state;
    assert_rows("<row r=\"1\"><c r=\"A1\" s=\"0\"/><c r=\"B1\"><v></v></c></row>"
                "<row r=\"2\"/><row r=\"3\"><c r=\"A3\"><f>B1</f></c>"
                "<c r=\"B3\" t=\"str\"><f>C1</f><v></v></c></row><row r=\"1048576\"><c "
                "r=\"XFD1048576\" s=\"1\"/></row>",
                "3: A_~3\n");
}

static void escapes_of_control_characters_are_undone(void **state)
{
    (void)state;
    assert_rows("<row><c "
                "t=\"inlineStr\"><is><t>a_x000D_b_x4E2D__x005F_x0041__xD83C__xDF63__x0000__xZZZZ__"
                "xD83C_</t></is></c></row>",
                "1: A=a\rb中_x0041_🍣_x0000__xZZZZ__xD83C_\n");
}

static void dates_follow_their_formats_and_their_system(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct made_book book;
    made_init(&book, "<row><c s=\"1\"><v>45000</v></c><c s=\"2\"><v>45000.520833333336</v></c>"
                     "<c s=\"3\"><v>45000</v></c><c s=\"4\"><v>0.5</v></c><c s=\"5\"><v>7</v></c>"
                     "<c s=\"6\"><v>0.16</v></c><c s=\"1\"><v>-3</v></c><c s=\"1\"><v>60</v></c>"
                     "<c s=\"1\"><v>44999.999999999</v></c><c s=\"99\"><v>5</v></c>"
                     "<c s=\"1\"><v>99999999999</v></c></row>");
    made_set(
        &book, "xl/styles.xml",
        STR("<styleSheet " MAIN_NS
            "><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"
            "<numFmt numFmtId=\"171\" formatCode=\"0000\"/></numFmts><cellStyleXfs><xf "
            "numFmtId=\"14\"/></cellStyleXfs>"
            "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf "
            "numFmtId=\"170\"/>"
            "<xf numFmtId=\"20\"/><xf numFmtId=\"171\"/><xf "
            "numFmtId=\"9\"/></cellXfs></styleSheet>"));
    struct str said;
    struct err err;
    made_read(arena, made_zip(arena, &book), &said, &err);
    assert_text(
        said,
        "1: A@2023-03-15 B@2023-03-15T12:30:00 C@2023-03-15~month D=12:00:00 E#0007~16 F#0.16~8 "
        "G#-3 H#60 I@2023-03-15 J#5 K#99999999999\n");

    made_set(&book, "xl/workbook.xml",
             STR("<workbook " MAIN_NS " xmlns:r=\"" DOC_RELS
                 "\"><workbookPr date1904=\"1\"/><sheets>"
                 "<sheet name=\"表\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>"));
    made_read(arena, made_zip(arena, &book), &said, &err);
    assert_true(str_starts(said, STR("1: A@2027-03-16 ")));
    arena_free(arena);
}

static void long_codes_kept_as_numbers_are_marked(void **state)
{
    (void)state;
    assert_rows("<row><c><v>9.1440300192203802E+17</v></c><c><v>123456789012345</v></c>"
                "<c><v>1234567890123456</v></c></row>",
                "1: A#914403001922038000~4 B#123456789012345 C#1234567890123460~4\n");
}

static void prefixed_and_strict_elements_read_alike(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct made_book book;
    made_init(&book, "");
    made_set(
        &book, "xl/worksheets/sheet1.xml",
        STR("<x:worksheet "
            "xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData><x:row r=\"2\">"
            "<x:c r=\"B2\" t=\"s\"><x:v>0</x:v></x:c><x:c "
            "r=\"C2\"><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>"));
    struct str said;
    struct err err;
    made_read(arena, made_zip(arena, &book), &said, &err);
    assert_text(said, "2: B=零 C#3\n");
    arena_free(arena);
}

static void merged_ranges_are_told(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct made_book made;
    made_init(&made, "");
    made_set(&made, "xl/worksheets/sheet1.xml",
             STR("<worksheet " MAIN_NS
                 "><sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData>"
                 "<mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"$D$1:$D$2\"/><mergeCell "
                 "ref=\"B3\"/>"
                 "<mergeCell ref=\"C9:A1\"/></mergeCells></worksheet>"));
    struct sheet_book *book;
    struct err err;
    err_init(&err);
    assert_true(sheet_open_bytes(arena, STR("a.xlsx"), made_zip(arena, &made), &book, &err));
    struct sheet_range *ranges;
    size_t count;
    assert_true(sheet_merges(arena, book, 0, &ranges, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(ranges[0].last_column, 2);
    assert_int_equal(ranges[1].first_column, 3);
    assert_int_equal(ranges[1].last_row, 2);
    sheet_close(book);
    arena_free(arena);
}

static void sheets_are_listed_with_their_visibility(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct made_book made;
    made_init(&made, "");
    made_set(&made, "xl/workbook.xml",
             STR("<workbook " MAIN_NS " xmlns:r=\"" DOC_RELS "\"><sheets>"
                 "<sheet name=\"藏\" state=\"hidden\" r:id=\"s1\"/><sheet name=\"深藏\" "
                 "state=\"veryHidden\" r:id=\"s1\"/>"
                 "<sheet name=\"图\" r:id=\"s9\"/><sheet name=\"明\" "
                 "r:id=\"s1\"/></sheets></workbook>"));
    struct sheet_book *book;
    struct err err;
    err_init(&err);
    assert_true(sheet_open_bytes(arena, STR("a.xlsx"), made_zip(arena, &made), &book, &err));
    assert_int_equal(sheet_count(book), 3);
    assert_int_equal(sheet_about(book, 0)->visibility, SHEET_HIDDEN);
    assert_int_equal(sheet_about(book, 1)->visibility, SHEET_VERY_HIDDEN);
    size_t index;
    assert_true(sheet_find(book, STR(""), &index, &err));
    assert_text(sheet_about(book, index)->name, "明");
    assert_true(sheet_find(book, STR("藏"), &index, &err));
    assert_int_equal(index, 0);
    assert_false(sheet_find(book, STR("无"), &index, &err));
    assert_err(&err, ERR_SHEET_NO_SHEET);
    assert_text(err_arg(&err, "sheets"), "藏, 深藏, 明");
    sheet_close(book);
    arena_free(arena);
}

/* ---- refusals ---- */

static void assert_refused(struct str bytes, enum err_code code)
{
    struct arena *arena = arena_new();
    struct str said;
    struct err err;
    made_read(arena, bytes, &said, &err);
    assert_err(&err, code);
    for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
        struct buf words;
        buf_init(&words, arena);
        err_words(&err, lang, &words);
        assert_false(str_has(buf_get(&words), STR("{")));
    }
    arena_free(arena);
}

static void what_is_no_workbook_is_refused_by_its_content(void **state)
{
    (void)state;
    static const struct {
        struct str bytes;
        enum err_code code;
    } cases[] = {
        { STR_INIT(""), ERR_SHEET_EMPTY_FILE },
        { STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0k\0b\0o\0o\0k"),
          ERR_SHEET_OLD_FORMAT },
        { STR_INIT(
              "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
          ERR_SHEET_PASSWORD },
        { STR_INIT("<html><table><tr><td>1</td></tr></table></html>"), ERR_SHEET_WEB_PAGE },
        { STR_INIT("\xEF\xBB\xBF \n<!DOCTYPE HTML>\n<p>"), ERR_SHEET_WEB_PAGE },
        { STR_INIT("<?xml version=\"1.0\"?><Workbook/>"), ERR_SHEET_WEB_PAGE },
        { STR_INIT("MIME-Version: 1.0\n"), ERR_SHEET_WEB_PAGE },
        { STR_INIT("%PDF-1.7\n"), ERR_SHEET_OTHER_FORMAT },
        { STR_INIT("\x89PNG\r\n"), ERR_SHEET_OTHER_FORMAT },
        { STR_INIT("Rar!\x1A"), ERR_SHEET_OTHER_FORMAT },
        { STR_INIT("a,b\0c"), ERR_SHEET_NOT_TEXT },
        { STR_INIT("\xFF\xFE"
                   "a\0\0\0"),
          ERR_SHEET_NOT_TEXT },
        { STR_INIT("PK"), ERR_SHEET_DAMAGED },
        { STR_INIT("PK\3\4 not a zip at all"), ERR_SHEET_DAMAGED },
        { STR_INIT("a,\xFF\xFF\xFF"), ERR_TEXT_ENCODING },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_refused(cases[i].bytes, cases[i].code);
}

static void other_packages_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *part;
        enum err_code code;
    } cases[] = {
        { "word/document.xml", ERR_SHEET_OTHER_FORMAT },
        { "content.xml", ERR_SHEET_OTHER_FORMAT },
        { "xl/workbook.bin", ERR_SHEET_OTHER_FORMAT },
        { "ppt/presentation.xml", ERR_SHEET_OTHER_FORMAT },
        { "photo.jpg", ERR_SHEET_NOT_WORKBOOK },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct made_book book = { .count = 0 };
        made_set(&book, cases[i].part, STR("<a/>"));
        assert_refused(made_zip(arena, &book), cases[i].code);
        arena_free(arena);
    }
}

static void assert_part_refused(const char *part, struct str bytes, enum err_code code)
{
    struct arena *arena = arena_new();
    struct made_book book;
    made_init(&book, "<row><c t=\"s\"><v>0</v></c></row>");
    if (bytes.len > 0)
        made_set(&book, part, bytes);
    else
        made_drop(&book, part);
    assert_refused(made_zip(arena, &book), code);
    arena_free(arena);
}

static void broken_parts_are_refused(void **state)
{
    (void)state;
#define SHEET "xl/worksheets/sheet1.xml"
    static const struct {
        const char *part;
        struct str bytes;
        enum err_code code;
    } cases[] = {
        { SHEET, STR_INIT(""), ERR_SHEET_PART_MISSING },
        { "xl/workbook.xml", STR_INIT(""), ERR_SHEET_NOT_WORKBOOK },
        { "xl/_rels/workbook.xml.rels", STR_INIT(""), ERR_SHEET_PART_MISSING },
        { "xl/workbook.xml", STR_INIT("<workbook><sheets/></workbook>"), ERR_SHEET_NOT_WORKBOOK },
        { SHEET, STR_INIT("<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet/>"), ERR_SHEET_DOCTYPE },
        { "xl/sharedStrings.xml", STR_INIT("<!DOCTYPE a><sst/>"), ERR_SHEET_DOCTYPE },
        { SHEET, STR_INIT("<worksheet><sheetData><row></sheetData></worksheet>"), ERR_SHEET_XML },
        { SHEET, STR_INIT("<worksheet><sheetData>"), ERR_SHEET_XML },
        { SHEET, STR_INIT("not xml"), ERR_SHEET_XML },
        { SHEET,
          STR_INIT("<worksheet><sheetData><row><c "
                   "t=\"inlineStr\"><is><t>\xFF</t></is></c></row></sheetData></worksheet>"),
          ERR_SHEET_XML },
        { "xl/sharedStrings.xml", STR_INIT(""), ERR_SHEET_CELL },
        { SHEET,
          STR_INIT(
              "<worksheet><sheetData><row><c t=\"s\"><v>1</v></c></row></sheetData></worksheet>"),
          ERR_SHEET_CELL },
        { SHEET,
          STR_INIT(
              "<worksheet><sheetData><row><c t=\"s\"><v>-1</v></c></row></sheetData></worksheet>"),
          ERR_SHEET_CELL },
        { SHEET,
          STR_INIT(
              "<worksheet><sheetData><row><c r=\"12\"><v>1</v></c></row></sheetData></worksheet>"),
          ERR_SHEET_CELL },
        { SHEET,
          STR_INIT("<worksheet><sheetData><row><c r=\"B1\"><v>1</v></c><c "
                   "r=\"A1\"><v>1</v></c></row></sheetData></worksheet>"),
          ERR_SHEET_CELL },
        { SHEET,
          STR_INIT("<worksheet><sheetData><row r=\"5\"><c><v>1</v></c></row><row "
                   "r=\"5\"><c><v>1</v></c></row></sheetData></worksheet>"),
          ERR_SHEET_CELL },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_part_refused(cases[i].part, cases[i].bytes, cases[i].code);
}

static void a_cut_or_changed_file_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct made_book book;
    made_init(&book, "<row><c><v>12345678901</v></c></row>");
    struct str bytes = made_zip(arena, &book);
    for (size_t len = 4; len < bytes.len; len += 97)
        assert_refused(str_slice(bytes, 0, len), ERR_SHEET_DAMAGED);

    /* The checksum in the directory no longer fits what is inflated. */
    char *changed = (char *)str_cstr(arena, bytes);
    for (size_t i = 0; i + 46 < bytes.len; i++)
        if (memcmp(changed + i, "PK\1\2", 4) == 0)
            changed[i + 16] ^= 1;
    assert_refused((struct str){ changed, bytes.len }, ERR_SHEET_DAMAGED);
    arena_free(arena);
}

static void an_encrypted_part_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct made_book book;
    made_init(&book, "<row><c><v>1</v></c></row>");
    struct str bytes = made_zip(arena, &book);
    char *changed = (char *)bytes.ptr;
    for (size_t i = 0; i + 46 < bytes.len; i++) {
        if (memcmp(changed + i, "PK\1\2", 4) == 0)
            changed[i + 8] |= 1;
        else if (memcmp(changed + i, "PK\3\4", 4) == 0)
            changed[i + 6] |= 1;
    }
    assert_refused(bytes, ERR_SHEET_PASSWORD);
    arena_free(arena);
}

/* ---- bounds: on the bound it reads, one over it is refused ---- */

static struct str repeated(struct arena *arena, const char *before, const char *each, size_t times,
                           const char *after)
{
    struct buf out;
    buf_init(&out, arena);
    buf_cstr(&out, before);
    for (size_t i = 0; i < times; i++)
        buf_cstr(&out, each);
    buf_cstr(&out, after);
    return buf_get(&out);
}

static void assert_bound(const char *part, struct str bytes, enum err_code code)
{
    if (code != ERR_NONE) {
        assert_part_refused(part, bytes, code);
        return;
    }
    struct arena *arena = arena_new();
    struct made_book book;
    made_init(&book, "<row><c t=\"s\"><v>0</v></c></row>");
    made_set(&book, part, bytes);
    struct str said;
    struct err err;
    made_read(arena, made_zip(arena, &book), &said, &err);
    assert_err(&err, ERR_NONE);
    arena_free(arena);
}

static void columns_rows_and_texts_are_bounded(void **state)
{
    (void)state;
#define ROWS(xml) STR("<worksheet><sheetData>" xml "</sheetData></worksheet>")
    assert_bound(SHEET, ROWS("<row><c r=\"AMJ1\"><v>1</v></c></row>"), ERR_NONE);
    assert_bound(SHEET, ROWS("<row><c r=\"AMK1\"><v>1</v></c></row>"), ERR_SHEET_COLUMNS);
    assert_bound(SHEET, ROWS("<row><c r=\"XFD1\" s=\"1\"/></row>"), ERR_NONE);
    assert_bound(SHEET, ROWS("<row r=\"1048576\"><c><v>1</v></c></row>"), ERR_NONE);
    assert_bound(SHEET, ROWS("<row r=\"1048577\"><c><v>1</v></c></row>"), ERR_SHEET_ROWS);
    assert_bound(SHEET, ROWS("<row r=\"99999999999999\"><c><v>1</v></c></row>"), ERR_SHEET_ROWS);

    struct arena *arena = arena_new();
    for (int over = 0; over <= 1; over++) {
        enum err_code code = over ? ERR_SHEET_CELL_BYTES : ERR_NONE;
        size_t len = LIMIT_SHEET_CELL_BYTES + (size_t)over;
        assert_bound(SHEET,
                     repeated(arena, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>", "x",
                              len, "</t></is></c></row></sheetData></worksheet>"),
                     code);
        assert_bound("xl/sharedStrings.xml",
                     repeated(arena, "<sst><si><t>", "x", len, "</t></si></sst>"), code);
    }
    arena_free(arena);
}

static void nesting_sheets_and_styles_are_bounded(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t over = 0; over <= 1; over++) {
        struct buf deep;
        buf_init(&deep, arena);
        for (size_t i = 0; i < LIMIT_SHEET_DEPTH + over; i++)
            buf_cstr(&deep, "<a>");
        for (size_t i = 0; i < LIMIT_SHEET_DEPTH + over; i++)
            buf_cstr(&deep, "</a>");
        assert_bound(SHEET, buf_get(&deep), over ? ERR_SHEET_DEPTH : ERR_NONE);
        assert_bound("xl/workbook.xml",
                     repeated(arena, "<workbook xmlns:r=\"" DOC_RELS "\"><sheets>",
                              "<sheet name=\"a\" r:id=\"s1\"/>", LIMIT_SHEET_SHEETS + over,
                              "</sheets></workbook>"),
                     over ? ERR_SHEET_TABLES : ERR_NONE);
        assert_bound("xl/styles.xml",
                     repeated(arena, "<styleSheet><cellXfs>", "<xf/>", LIMIT_SHEET_STYLES + over,
                              "</cellXfs></styleSheet>"),
                     over ? ERR_SHEET_TABLES : ERR_NONE);
        assert_bound("xl/sharedStrings.xml",
                     repeated(arena, "<sst>", "<si/>", LIMIT_SHEET_STRINGS + over, "</sst>"),
                     over ? ERR_SHEET_STRINGS : ERR_NONE);
        arena_reset(arena);
    }
    arena_free(arena);
}

static void merged_ranges_are_bounded(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t over = 0; over <= 1; over++) {
        struct made_book made;
        made_init(&made, "");
        made_set(&made, SHEET,
                 repeated(arena, "<worksheet><sheetData/><mergeCells>",
                          "<mergeCell ref=\"A1:B1\"/>", LIMIT_SHEET_MERGES + over,
                          "</mergeCells></worksheet>"));
        struct sheet_book *book;
        struct sheet_range *ranges;
        size_t count;
        struct err err;
        err_init(&err);
        assert_true(sheet_open_bytes(arena, STR("a"), made_zip(arena, &made), &book, &err));
        assert_int_equal(sheet_merges(arena, book, 0, &ranges, &count, &err), !over);
        assert_err(&err, over ? ERR_SHEET_TABLES : ERR_NONE);
        sheet_close(book);
    }
    arena_free(arena);
}

static void a_zip_bomb_is_stopped(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    /* 80 MB of blanks pack to some 80 KB. */
    assert_bound(
        SHEET,
        repeated(arena, "<worksheet>", "                                ", 2500000, "</worksheet>"),
        ERR_SHEET_BOMB);

    struct made_book book;
    made_init(&book, "<row><c><v>1</v></c></row>");
    struct str bytes = made_zip(arena, &book);
    char *changed = (char *)bytes.ptr;
    for (size_t i = 0; i + 46 < bytes.len; i++)
        if (memcmp(changed + i, "PK\1\2", 4) == 0)
            changed[i + 27] = 0x41; /* the directory says: over 1 GB */
    assert_refused(bytes, ERR_SHEET_TOO_BIG);
    arena_free(arena);
}

static void a_missing_file_is_told(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct sheet_book *book;
    struct err err;
    err_init(&err);
    assert_false(sheet_open(arena, STR("/nowhere/at/all.xlsx"), &book, &err));
    assert_err(&err, ERR_FILE_MISSING);
    arena_free(arena);
}

static void a_file_over_the_bound_is_not_read(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char path[] = "/tmp/luodi-sheet-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, (off_t)LIMIT_SHEET_FILE_BYTES + 1), 0);
    close(file);
    struct sheet_book *book;
    struct err err;
    err_init(&err);
    assert_false(sheet_open(arena, str_from(path), &book, &err));
    assert_err(&err, ERR_FILE_TOO_BIG);
    unlink(path);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_the_digits_that_people_see),
        cmocka_unit_test(a_format_tells_dates_from_numbers),
        cmocka_unit_test(every_type_of_cell_is_read),
        cmocka_unit_test(rich_text_is_joined_and_phonetic_text_left_out),
        cmocka_unit_test(missing_references_mean_the_next_place),
        cmocka_unit_test(cells_without_a_value_are_nothing),
        cmocka_unit_test(escapes_of_control_characters_are_undone),
        cmocka_unit_test(dates_follow_their_formats_and_their_system),
        cmocka_unit_test(long_codes_kept_as_numbers_are_marked),
        cmocka_unit_test(prefixed_and_strict_elements_read_alike),
        cmocka_unit_test(merged_ranges_are_told),
        cmocka_unit_test(sheets_are_listed_with_their_visibility),
        cmocka_unit_test(what_is_no_workbook_is_refused_by_its_content),
        cmocka_unit_test(other_packages_are_named),
        cmocka_unit_test(broken_parts_are_refused),
        cmocka_unit_test(a_cut_or_changed_file_is_refused),
        cmocka_unit_test(an_encrypted_part_is_refused),
        cmocka_unit_test(columns_rows_and_texts_are_bounded),
        cmocka_unit_test(nesting_sheets_and_styles_are_bounded),
        cmocka_unit_test(merged_ranges_are_bounded),
        cmocka_unit_test(a_zip_bomb_is_stopped),
        cmocka_unit_test(a_missing_file_is_told),
        cmocka_unit_test(a_file_over_the_bound_is_not_read),
    };
    return cmocka_run_group_tests_name("sheet read", tests, NULL, NULL);
}
