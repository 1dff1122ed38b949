/* date_priv.h - what the files of dates share among themselves. */
#ifndef LUODI_BASE_DATE_PRIV_H
#define LUODI_BASE_DATE_PRIV_H

int month_days(int year, int month); /* month 1 .. 12 */

#endif
