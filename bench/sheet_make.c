/*
 * sheet_make.c - writes the workbook that reading is measured on: ROWS rows of 20 columns.
 *
 *     sheet_make OUT.xlsx [ROWS]
 *
 * What a zone's project list looks like: codes and names that never repeat, short texts that often do,
 * amounts, dates and yes/no, as shared strings, the way spreadsheet programs write them. The same on every
 * run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

#include "base/rng.h"

static const char *const LABELS[20] = {
    "项目编号", "项目名称", "所属园区", "行业", "投资方", "来源地", "责任部门", "责任人", "统一社会信用代码", "备注",
    "总投资（万元）", "固定资产投资（万元）", "占地面积（亩）", "建筑面积（平方米）", "累计完成投资（万元）", "签约日期",
    "开工日期", "竣工日期", "省重点", "就业人数",
};
static const char *const PLACES[8] = { "成都", "重庆", "深圳", "上海", "杭州", "苏州", "北京", "德阳" };
static const char *const PARKS[5] = { "航空港北区", "航空港南区", "高新一园", "高新二园", "清泉片区" };
static const char *const TRADES[10] = { "C3410", "C3670", "C2770", "C3581", "C3962", "C1492", "C3720", "G5990",
                                        "M7310", "C2651" };

static void row_write(lxw_worksheet *sheet, lxw_row_t row, struct rng *rng, lxw_format *date)
{
    char text[128];
    snprintf(text, sizeof text, "XM-%06u", (unsigned)row);
    worksheet_write_string(sheet, row, 0, text, NULL);
    snprintf(text, sizeof text, "%s智能装备及新材料生产基地项目（%u期）", PLACES[rng_below(rng, 8)], (unsigned)row);
    worksheet_write_string(sheet, row, 1, text, NULL);
    worksheet_write_string(sheet, row, 2, PARKS[rng_below(rng, 5)], NULL);
    worksheet_write_string(sheet, row, 3, TRADES[rng_below(rng, 10)], NULL);
    snprintf(text, sizeof text, "%s第%u投资有限公司", PLACES[rng_below(rng, 8)], (unsigned)rng_below(rng, 5000));
    worksheet_write_string(sheet, row, 4, text, NULL);
    worksheet_write_string(sheet, row, 5, PLACES[rng_below(rng, 8)], NULL);
    snprintf(text, sizeof text, "招商%u局", (unsigned)rng_below(rng, 9) + 1);
    worksheet_write_string(sheet, row, 6, text, NULL);
    snprintf(text, sizeof text, "经办人%u", (unsigned)rng_below(rng, 300));
    worksheet_write_string(sheet, row, 7, text, NULL);
    snprintf(text, sizeof text, "91512000MA%08X", (unsigned)row);
    worksheet_write_string(sheet, row, 8, text, NULL);
    if (rng_below(rng, 4) == 0)
        worksheet_write_string(sheet, row, 9, "分两期建设，一期已供地", NULL);
    for (lxw_col_t column = 10; column < 15; column++)
        worksheet_write_number(sheet, row, column, (double)rng_below(rng, 20000000) / 100, NULL);
    double signed_on = 43831 + (double)rng_below(rng, 1400);
    worksheet_write_number(sheet, row, 15, signed_on, date);
    worksheet_write_number(sheet, row, 16, signed_on + (double)rng_below(rng, 200), date);
    worksheet_write_number(sheet, row, 17, signed_on + 200 + (double)rng_below(rng, 600), date);
    worksheet_write_string(sheet, row, 18, rng_below(rng, 5) == 0 ? "是" : "否", NULL);
    worksheet_write_number(sheet, row, 19, (double)rng_below(rng, 900), NULL);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: sheet_make OUT.xlsx [ROWS]\n");
        return 2;
    }
    long rows = argc > 2 ? strtol(argv[2], NULL, 10) : 100000;
    lxw_workbook *book = workbook_new(argv[1]);
    lxw_worksheet *sheet = book ? workbook_add_worksheet(book, "项目") : NULL;
    if (!sheet || rows < 1 || rows > 1048575)
        return 2;
    lxw_format *date = workbook_add_format(book);
    format_set_num_format(date, "yyyy-mm-dd");
    for (lxw_col_t column = 0; column < 20; column++)
        worksheet_write_string(sheet, 0, column, LABELS[column], NULL);
    struct rng rng;
    rng_init(&rng, 20230101);
    for (lxw_row_t row = 1; row <= (lxw_row_t)rows; row++)
        row_write(sheet, row, &rng, date);
    return workbook_close(book) == LXW_NO_ERROR ? 0 : 3;
}
