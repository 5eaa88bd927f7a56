// Numbers of errors.
/* Input and output */
#define ERR_DISK_FULL   0x80070005
#define ERR_NO_FILE     0x80070002

/* Rights */
#define ERR_NO_ACCESS   0x80070010
#define ERR_DENIED      0x80070010
