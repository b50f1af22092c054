#include "coalesce/model/npz.hpp"

#include <zip.h>

#include <algorithm>
#include <cstring>

#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/model/text.hpp"
#include "model/law_check.hpp"
#include "model/zip_archive.hpp"

namespace coalesce {
namespace {

/// An array of an archive: its header is read, its values are not.
struct OpenArray {
    ZipArchive::Entry entry;
    std::string origin;
    NpyHeader header{};
    std::vector<unsigned char> beginning{};  ///< bytes that were read with the header
};

OpenArray open_array(const ZipArchive& archive, const std::string& name, const std::string& origin) {
    OpenArray array{archive.open(name + ".npy"), origin + ": " + name};
    array.beginning.resize(std::min<std::uint64_t>(array.entry.size(), npy_longest_header));
    array.beginning.resize(array.entry.read(array.beginning.data(), array.beginning.size()));
    array.header = parse_npy_header(array.beginning, array.entry.size(), array.origin);
    return array;
}

NpyArray values_of(OpenArray array) {
    std::size_t at = array.header.data_offset;
    const auto next = [&](unsigned char* out, std::size_t count) {
        const std::size_t held = std::min(count, array.beginning.size() - at);
        std::memcpy(out, array.beginning.data() + at, held);
        at += held;
        return held + array.entry.read(out + held, count - held);
    };
    NpyArray values = read_npy_values(array.header, next, array.origin);
    // The checksum is compared at the end alone.
    unsigned char beyond = 0;
    array.entry.read(&beyond, 1);
    return values;
}

/// Names of the arrays of an archive without tokens, for a message.
std::string listed(const ZipArchive& archive) {
    std::string text;
    for (std::string name : archive.names()) {
        if (name.ends_with(".npy")) name.resize(name.size() - 4);
        text += (text.empty() ? "" : ", ") + shortened(one_line(std::move(name)));
        if (text.size() > 200) return text + ", …";
    }
    return text.empty() ? "no array" : text;
}

void demand_tokens(const ZipArchive& archive, const std::string& origin) {
    if (!archive.has("tokens.npy"))
        throw InputError(origin + ": found " + listed(archive) + ", expected an array named tokens");
}

std::vector<double> checked_masses(NpyArray array, std::size_t tokens, const std::string& origin) {
    const std::string where = origin + ": masses";
    if (array.columns != 1 || array.rows != tokens)
        throw InputError(where + ": found " + std::to_string(array.rows) + "×" + std::to_string(array.columns) +
                         " numbers for " + std::to_string(tokens) + " tokens, expected one a token");
    for (std::size_t i = 0; i < array.rows; ++i) {
        const double mass = array.values[i];
        if (!(mass > 0 && mass <= largest_number))
            throw InputError(where + ": row " + std::to_string(i) + ": found " + decimal_text(mass) +
                             ", expected a number > 0 and ≤ 1e+100");
    }
    return std::move(array.values);
}

NpzTokens tokens_of(const ZipArchive& archive, const std::string& origin) {
    demand_tokens(archive, origin);
    NpzTokens read{values_of(open_array(archive, "tokens", origin)), {}};
    if (archive.has("masses.npy"))
        read.masses = checked_masses(values_of(open_array(archive, "masses", origin)), read.tokens.rows, origin);
    return read;
}

/// Adds an array to an archive that is written; `bytes` must live until it is.
void add(zip* archive, const char* name, const std::string& bytes) {
    zip_source_t* const source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const zip_int64_t index = source ? zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
        zip_source_free(source);
        throw std::bad_alloc();
    }
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    // Equal arrays give equal bytes: the time is that of numpy, which writes none.
    zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, 0x21, 0);
}

std::string npy_bytes(std::span<const double> values, std::size_t rows, std::size_t columns) {
    std::string bytes = npy_header_bytes(rows, columns);
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    return bytes;
}

/// The bytes of an archive, which libzip writes into memory.
std::string archive_bytes(const std::string& tokens, const std::string& masses) {
    zip_source_t* const target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    if (!target) throw std::bad_alloc();
    zip_source_keep(target);
    const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> kept(target, zip_source_free);
    zip* const archive = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
    if (!archive) throw std::bad_alloc();
    try {
        add(archive, "tokens.npy", tokens);
        add(archive, "masses.npy", masses);
    } catch (...) {
        zip_discard(archive);
        throw;
    }
    if (zip_close(archive) != 0) {
        zip_discard(archive);
        throw std::bad_alloc();
    }
    zip_stat_t status;
    if (zip_source_open(target) != 0 || zip_source_stat(target, &status) != 0) throw std::bad_alloc();
    std::string bytes(status.size, '\0');
    zip_source_read(target, bytes.data(), bytes.size());
    zip_source_close(target);
    return bytes;
}

}  // namespace

NpzTokens read_npz(const std::filesystem::path& path) {
    const std::string origin = path.string();
    return tokens_of(ZipArchive(origin, origin), origin);
}

NpyHeader read_npz_header(const std::filesystem::path& path) {
    const std::string origin = path.string();
    const ZipArchive archive(origin, origin);
    demand_tokens(archive, origin);
    return open_array(archive, "tokens", origin).header;
}

NpzTokens parse_npz(std::span<const unsigned char> bytes, const std::string& origin) {
    return tokens_of(ZipArchive(bytes, origin), origin);
}

void write_npz(const std::filesystem::path& path, std::span<const double> tokens, std::size_t rows, std::size_t columns,
               std::span<const double> masses) {
    const std::string bytes = archive_bytes(npy_bytes(tokens, rows, columns), npy_bytes(masses, rows, 0));
    PendingFile file(path);
    file.write(bytes);
    file.commit();
}

}  // namespace coalesce
