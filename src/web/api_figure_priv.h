/* api_figure_priv.h - pieces of figures that the page of a figure and that of a target share. */
#ifndef LUODI_WEB_API_FIGURE_PRIV_H
#define LUODI_WEB_API_FIGURE_PRIV_H

#include "board/board.h"
#include "web/api_priv.h"

/* Members of a definition, inside an object that the caller began. */
void api_definition(struct api *api, const struct metric *metric);
/* "account" and "account_word". */
void api_account(struct api *api, const struct metric *metric);
/* A figure of the API; `like` chooses its unit. key NULL: an element of an array. */
void api_shown(struct api *api, const char *key, const struct metric *metric, const struct figure *figure,
               struct dec like);
/* "parts": what a formula is made of. */
bool api_parts(struct api *api, const struct figure_query *query);
/* "items", "next", "total", "sum". */
bool api_contributions(struct api *api, const struct figure_query *query, const struct api_page *page);
bool api_target_read(struct api *api, struct str id, struct board_target **target);
/* What its figure is asked with; false where no metric measures it. The target must outlive the query. */
bool api_target_query(const struct board_target *target, const struct api *api, struct figure_query *query);

#endif
