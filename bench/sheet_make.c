/*
 * sheet_make.c - writes the workbook that reading is measured on: ROWS rows of 20 columns.
 *
 *     sheet_make OUT.xlsx [ROWS]
 *
 * What a zone's project list looks like: codes and names that never repeat, short texts that often
 * do, amounts, dates and yes/no, as shared strings, the way spreadsheet programs write them. The
 * same on every run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

#include "base/rng.h"

static const char *const LABELS[20] = {
    "项目名称",
    "所属园区",
    "投资项目统一代码",
    "投资方",
    "总投资（万元）",
    "行业",
    "产业方向",
    "落地方式",
    "投资来源",
    "500强投资",
    "用地面积（亩）",
    "专项债金额（万元）",
    "计划开工",
    "计划竣工",
    "备注",
    "签约日期",
    "责任人",
    "来源地",
    "建筑面积（平方米）",
    "就业人数",
};
static const char *const PLACES[8] = { "成都", "重庆", "深圳", "上海",
                                       "杭州", "苏州", "北京", "德阳" };
static const char *const ZONES[2] = { "甲区", "乙区" };
static const char *const TRADES[10] = { "C3411", "C3670", "C2770", "C3581", "C3962",
                                        "C1492", "C3720", "G5990", "M7310", "C2651" };
static const char *const SECTORS[6] = { "智能制造", "新材料",   "国防科技",
                                        "医疗器械", "电子信息", "食品饮料" };
static const char *const ROUTES[4] = { "拿地自建", "租赁厂房", "购买盘活", "技改扩能" };
static const char *const SOURCES[4] = { "本地", "省内", "省外", "境外" };

static void text(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *s)
{
    worksheet_write_string(sheet, row, column, s, NULL);
}

static void row_write(lxw_worksheet *sheet, lxw_row_t row, struct rng *rng, lxw_format *date)
{
    char s[128];
    snprintf(s, sizeof s, "%s智能装备及新材料生产基地项目（%u期）", PLACES[rng_below(rng, 8)],
             (unsigned)row);
    text(sheet, row, 0, s);
    text(sheet, row, 1, ZONES[rng_below(rng, 2)]);
    snprintf(s, sizeof s, "2301-512000-04-01-%06u", (unsigned)row);
    text(sheet, row, 2, s);
    snprintf(s, sizeof s, "%s第%u投资有限公司", PLACES[rng_below(rng, 8)],
             (unsigned)rng_below(rng, 5000));
    text(sheet, row, 3, s);
    worksheet_write_number(sheet, row, 4, (double)(rng_below(rng, 20000000) + 100) / 100, NULL);
    text(sheet, row, 5, TRADES[rng_below(rng, 10)]);
    text(sheet, row, 6, SECTORS[rng_below(rng, 6)]);
    text(sheet, row, 7, ROUTES[rng_below(rng, 4)]);
    text(sheet, row, 8, SOURCES[rng_below(rng, 4)]);
    text(sheet, row, 9, rng_below(rng, 5) == 0 ? "是" : "否");
    worksheet_write_number(sheet, row, 10, (double)rng_below(rng, 50000) / 100, NULL);
    worksheet_write_number(sheet, row, 11, (double)rng_below(rng, 2000000) / 100, NULL);
    double signed_on = 43831 + (double)rng_below(rng, 1400);
    worksheet_write_number(sheet, row, 12, signed_on + (double)rng_below(rng, 200), date);
    worksheet_write_number(sheet, row, 13, signed_on + 200 + (double)rng_below(rng, 600), date);
    if (rng_below(rng, 4) == 0)
        text(sheet, row, 14, "分两期建设，一期已供地");
    worksheet_write_number(sheet, row, 15, signed_on, date);
    snprintf(s, sizeof s, "经办人%u", (unsigned)rng_below(rng, 300));
    text(sheet, row, 16, s);
    text(sheet, row, 17, PLACES[rng_below(rng, 8)]);
    worksheet_write_number(sheet, row, 18, (double)rng_below(rng, 20000000) / 100, NULL);
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
