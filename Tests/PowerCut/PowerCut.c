#include "PowerCut.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { sector = 512 };

/// A write since the last sync; without bytes, the file was cut to its offset.
struct change {
    struct change *next;
    sqlite3_int64 offset;
    int count;
    unsigned char *bytes;
};

/// A file as the disk has it, and what the disk does not have yet.
struct disk {
    struct disk *next;
    char *path;
    unsigned char *bytes;
    sqlite3_int64 size;
    struct change *first, **last;
};

/// A file that is open. The standard VFS's own file follows it in memory.
struct file {
    sqlite3_file base;
    struct disk *disk;
    sqlite3_file *real;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct disk *disks;
static char *broken;
static enum power_cut_fault fault;
static sqlite3_vfs vfs;

static sqlite3_vfs *standard(void) { return vfs.pAppData; }
static sqlite3_file *real(sqlite3_file *file) { return ((struct file *)file)->real; }

static bool is_in(const char *path, const char *folder) {
    size_t count = strlen(folder);
    return strncmp(path, folder, count) == 0 && path[count] == '/';
}

static bool has(enum power_cut_fault wanted, const char *path) {
    return fault == wanted && path && broken && is_in(path, broken);
}

// MARK: The disk

static void set_size(struct disk *disk, sqlite3_int64 size) {
    if (size > disk->size) {
        disk->bytes = realloc(disk->bytes, (size_t)size);
        memset(disk->bytes + disk->size, 0, (size_t)(size - disk->size));
    }
    disk->size = size;
}

static void put(struct disk *disk, sqlite3_int64 offset, const unsigned char *bytes, sqlite3_int64 count) {
    if (offset + count > disk->size) set_size(disk, offset + count);
    memcpy(disk->bytes + offset, bytes, (size_t)count);
}

static void forget_changes(struct disk *disk) {
    while (disk->first) {
        struct change *change = disk->first;
        disk->first = change->next;
        free(change->bytes);
        free(change);
    }
    disk->last = &disk->first;
}

static void note(struct disk *disk, sqlite3_int64 offset, const void *bytes, int count) {
    struct change *change = calloc(1, sizeof *change);
    change->offset = offset;
    change->count = count;
    if (bytes) change->bytes = memcpy(malloc((size_t)count), bytes, (size_t)count);
    *disk->last = change;
    disk->last = &change->next;
}

static void sync_disk(struct disk *disk) {
    for (struct change *change = disk->first; change; change = change->next)
        if (change->bytes) put(disk, change->offset, change->bytes, change->count);
        else set_size(disk, change->offset);
    forget_changes(disk);
}

static struct disk *find(const char *path) {
    for (struct disk *disk = disks; disk; disk = disk->next)
        if (strcmp(disk->path, path) == 0) return disk;
    struct disk *disk = calloc(1, sizeof *disk);
    disk->path = strdup(path);
    disk->last = &disk->first;
    disk->next = disks;
    return disks = disk;
}

/// The next number of a sequence (xorshift64).
static uint64_t chance(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

static bool write_image(const struct disk *disk, const char *path, uint64_t *seed) {
    struct disk image = {.size = disk->size, .bytes = malloc((size_t)disk->size + 1)};
    memcpy(image.bytes, disk->bytes ? disk->bytes : (unsigned char *)"", (size_t)disk->size);
    for (struct change *change = disk->first; *seed && change; change = change->next) {
        if (!change->bytes) {
            if (chance(seed) & 1) set_size(&image, change->offset);
            continue;
        }
        for (sqlite3_int64 start = change->offset, end = start + change->count, next; start < end; start = next) {
            next = (start / sector + 1) * sector;
            if (next > end) next = end;
            if (chance(seed) & 1) put(&image, start, change->bytes + (start - change->offset), next - start);
        }
    }
    FILE *file = fopen(path, "wb");
    bool written = file && fwrite(image.bytes, 1, (size_t)image.size, file) == (size_t)image.size;
    if (file && fclose(file) != 0) written = false;
    free(image.bytes);
    return written;
}

bool power_cut_image(const char *folder, const char *target, uint64_t seed) {
    bool written = true;
    pthread_mutex_lock(&lock);
    for (struct disk *disk = disks; disk; disk = disk->next) {
        if (!is_in(disk->path, folder)) continue;
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", target, disk->path + strlen(folder) + 1);
        written = write_image(disk, path, &seed) && written;
    }
    pthread_mutex_unlock(&lock);
    return written;
}

static void forget(bool (*chosen)(const char *path, const char *name), const char *name) {
    for (struct disk **place = &disks; *place;) {
        struct disk *disk = *place;
        if (!chosen(disk->path, name)) {
            place = &disk->next;
            continue;
        }
        *place = disk->next;
        forget_changes(disk);
        free(disk->bytes);
        free(disk->path);
        free(disk);
    }
}

void power_cut_forget(const char *folder) {
    pthread_mutex_lock(&lock);
    forget(is_in, folder);
    pthread_mutex_unlock(&lock);
}

void power_cut_break(const char *folder, enum power_cut_fault new_fault) {
    pthread_mutex_lock(&lock);
    free(broken);
    broken = strdup(folder);
    fault = new_fault;
    pthread_mutex_unlock(&lock);
}

// MARK: A file

static int file_close(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }

static int file_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), bytes, count, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    struct disk *disk = ((struct file *)file)->disk;
    pthread_mutex_lock(&lock);
    int status = SQLITE_OK;
    if (disk && has(power_cut_full, disk->path)) status = SQLITE_FULL;
    // What the standard VFS makes of EROFS.
    if (disk && has(power_cut_read_only, disk->path)) status = SQLITE_IOERR_WRITE;
    if (status == SQLITE_OK) status = real(file)->pMethods->xWrite(real(file), bytes, count, offset);
    if (status == SQLITE_OK && disk) note(disk, offset, bytes, count);
    pthread_mutex_unlock(&lock);
    return status;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    struct disk *disk = ((struct file *)file)->disk;
    pthread_mutex_lock(&lock);
    int status = real(file)->pMethods->xTruncate(real(file), size);
    if (status == SQLITE_OK && disk) note(disk, size, NULL, 0);
    pthread_mutex_unlock(&lock);
    return status;
}

static int file_sync(sqlite3_file *file, int flags) {
    struct disk *disk = ((struct file *)file)->disk;
    pthread_mutex_lock(&lock);
    if (disk && !has(power_cut_lying, disk->path)) sync_disk(disk);
    pthread_mutex_unlock(&lock);
    (void)flags;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) { return real(file)->pMethods->xFileSize(real(file), size); }
static int file_lock(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int file_unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int file_reserved(sqlite3_file *file, int *out) { return real(file)->pMethods->xCheckReservedLock(real(file), out); }
static int file_control(sqlite3_file *file, int operation, void *argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
static int file_sector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int file_traits(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}
static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void file_shm_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int file_shm_unmap(sqlite3_file *file, int deletes) { return real(file)->pMethods->xShmUnmap(real(file), deletes); }

// Version 2 has shared memory, which a write-ahead log needs, and no mapped reads, which would not pass here.
static const sqlite3_io_methods methods = {
    2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock, file_unlock, file_reserved, file_control,
    file_sector, file_traits, file_shm_map, file_shm_lock, file_shm_barrier, file_shm_unmap, NULL, NULL,
};

// MARK: The VFS

static int vfs_open(sqlite3_vfs *self, const char *name, sqlite3_file *base, int flags, int *out) {
    (void)self;
    struct file *file = (struct file *)base;
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(file + 1);
    pthread_mutex_lock(&lock);
    if (has(power_cut_read_only, name)) flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    int status = standard()->xOpen(standard(), name, file->real, flags, out);
    if (status == SQLITE_OK) {
        base->pMethods = &methods;
        if (name) file->disk = find(name);
    }
    pthread_mutex_unlock(&lock);
    return status;
}

static bool is_same(const char *path, const char *name) { return strcmp(path, name) == 0; }

static int vfs_delete(sqlite3_vfs *self, const char *name, int syncs) {
    (void)self;
    pthread_mutex_lock(&lock);
    int status = standard()->xDelete(standard(), name, syncs);
    if (status == SQLITE_OK) forget(is_same, name);
    pthread_mutex_unlock(&lock);
    return status;
}

bool power_cut_register(void) {
    pthread_mutex_lock(&lock);
    int status = SQLITE_OK;
    if (!vfs.zName) {
        sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
        vfs = *usual;
        vfs.pNext = NULL;
        vfs.zName = "power-cut";
        vfs.pAppData = usual;
        vfs.szOsFile = (int)sizeof(struct file) + usual->szOsFile;
        vfs.xOpen = vfs_open;
        vfs.xDelete = vfs_delete;
        status = sqlite3_vfs_register(&vfs, 0);
    }
    pthread_mutex_unlock(&lock);
    return status == SQLITE_OK;
}
