#include "model/zip_archive.hpp"

#include <zip.h>

#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

[[noreturn]] void refuse(const std::string& origin, const char* why) {
    throw InputError(origin + ": " + one_line(why));
}

/// Opens an archive from a source, which it owns then.
zip* opened(zip_source_t* source, zip_error_t& error, const std::string& origin) {
    zip* const archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    if (archive) return archive;
    const std::string why = one_line(zip_error_strerror(&error));
    zip_source_free(source);
    zip_error_fini(&error);
    throw InputError(origin + ": is no .npz archive, or is damaged (" + why + ")");
}

}  // namespace

ZipArchive::ZipArchive(std::span<const unsigned char> bytes, const std::string& origin)
    : origin_(origin), bytes_(bytes.size()) {
    zip_error_t error;
    zip_error_init(&error);
    archive_ = opened(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error), error, origin);
}

ZipArchive::ZipArchive(const std::string& path, const std::string& origin) : origin_(origin) {
    // Pipes and devices are refused first.
    bytes_ = InputFile(path).size();
    zip_error_t error;
    zip_error_init(&error);
    archive_ = opened(zip_source_file_create(path.c_str(), 0, -1, &error), error, origin);
}

ZipArchive::~ZipArchive() {
    zip_discard(archive_);
}

std::vector<std::string> ZipArchive::names() const {
    std::vector<std::string> names;
    const zip_int64_t count = zip_get_num_entries(archive_, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* const name = zip_get_name(archive_, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
        names.emplace_back(name ? name : "");
    }
    return names;
}

bool ZipArchive::has(const std::string& name) const {
    return zip_name_locate(archive_, name.c_str(), ZIP_FL_ENC_RAW) >= 0;
}

ZipArchive::Entry ZipArchive::open(const std::string& name) const {
    const std::string where = origin_ + ": " + name;
    zip_stat_t status;
    zip_stat_init(&status);
    if (zip_stat(archive_, name.c_str(), ZIP_FL_ENC_RAW, &status) != 0) refuse(where, zip_strerror(archive_));
    // deflate packs at most 1032 bytes into one.
    constexpr std::uint64_t best = 1032;
    const bool known = (status.valid & ZIP_STAT_SIZE) && (status.valid & ZIP_STAT_COMP_SIZE);
    if (!known || status.comp_size > bytes_ || status.size / best > status.comp_size)
        refuse(where, "is damaged: it promises more than the archive holds");
    zip_file* const file = zip_fopen_index(archive_, status.index, 0);
    if (!file) refuse(where, zip_strerror(archive_));
    return Entry(file, status.size, where);
}

ZipArchive::Entry::Entry(zip_file* file, std::uint64_t size, std::string origin)
    : file_(file), size_(size), origin_(std::move(origin)) {}

ZipArchive::Entry::Entry(Entry&& other) noexcept
    : file_(std::exchange(other.file_, nullptr)), size_(other.size_), origin_(std::move(other.origin_)) {}

ZipArchive::Entry::~Entry() {
    if (file_) zip_fclose(file_);
}

std::size_t ZipArchive::Entry::read(unsigned char* bytes, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
        const zip_int64_t got = zip_fread(file_, bytes + done, count - done);
        if (got < 0) throw InputError(origin_ + ": is damaged (" + one_line(zip_file_strerror(file_)) + ")");
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

}  // namespace coalesce
