// The part of libarchive that we call, declared as in <archive.h> and <archive_entry.h> of versions 3.x. Those headers
// include <sys/stat.h>, and Swift then takes its types for this module's wherever this module is loaded.

#define ARCHIVE_EOF 1
#define ARCHIVE_OK 0

struct archive;
struct archive_entry;

struct archive *archive_read_new(void);
int archive_read_free(struct archive *);
int archive_read_support_format_raw(struct archive *);
int archive_read_support_format_tar(struct archive *);
int archive_read_support_filter_bzip2(struct archive *);
int archive_read_support_filter_gzip(struct archive *);
int archive_read_support_filter_xz(struct archive *);
int archive_read_support_filter_zstd(struct archive *);
int archive_read_open_fd(struct archive *, int file, __SIZE_TYPE__ block_size);
int archive_read_open_memory(struct archive *, const void *bytes, __SIZE_TYPE__ count);
int archive_read_next_header(struct archive *, struct archive_entry **);
int archive_read_data_block(struct archive *, const void **bytes, __SIZE_TYPE__ *count, long long *offset);
long long archive_filter_bytes(struct archive *, int filter);
const char *archive_error_string(struct archive *);

unsigned int archive_entry_filetype(struct archive_entry *);
unsigned int archive_entry_perm(struct archive_entry *);
long long archive_entry_size(struct archive_entry *);
const char *archive_entry_pathname(struct archive_entry *);
const char *archive_entry_hardlink(struct archive_entry *);
const char *archive_entry_symlink(struct archive_entry *);
