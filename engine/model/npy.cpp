#include "coalesce/model/npy.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/npy_header.hpp"

namespace coalesce {
namespace {

static_assert(std::endian::native == std::endian::little, "values are copied without swapping bytes");

/// Converts `count` values of `item` bytes (4 or 8) to double.
void convert(const unsigned char* bytes, std::size_t item, std::size_t count, double* out) {
    if (item == sizeof(double)) {
        std::memcpy(out, bytes, count * sizeof(double));
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        float value;
        std::memcpy(&value, bytes + i * sizeof(float), sizeof(float));
        out[i] = value;
    }
}

NpyArray sized_for(const NpyHeader& header) {
    NpyArray array{header.rows, header.columns, {}};
    array.values.resize(header.rows * header.columns);
    return array;
}

InputFile open_npy(const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) throw InputError(path.string() + ": no such file");
    return InputFile(path);
}

NpyHeader header_of(const InputFile& file, const std::string& origin) {
    std::vector<unsigned char> prefix(std::min<std::uint64_t>(file.size(), npy_longest_header));
    prefix.resize(file.read(prefix.data(), prefix.size(), 0));
    return parse_npy_header(prefix, file.size(), origin);
}

}  // namespace

NpyHeader read_npy_header(const std::filesystem::path& path) {
    return header_of(open_npy(path), path.string());
}

NpyArray parse_npy(std::span<const unsigned char> bytes, const std::string& origin) {
    const NpyHeader header = parse_npy_header(bytes, bytes.size(), origin);
    NpyArray array = sized_for(header);
    convert(bytes.data() + header.data_offset, header.item_size, array.values.size(), array.values.data());
    return array;
}

NpyArray read_npy(const std::filesystem::path& path) {
    const std::string origin = path.string();
    const InputFile file = open_npy(path);
    const NpyHeader header = header_of(file, origin);
    NpyArray array = sized_for(header);
    constexpr std::size_t chunk = 1 << 16;  // values; bounds the raw bytes held beside the result
    std::vector<unsigned char> buffer(chunk * header.item_size);
    for (std::size_t done = 0; done < array.values.size();) {
        const std::size_t now = std::min(chunk, array.values.size() - done), wanted = now * header.item_size;
        if (file.read(buffer.data(), wanted, header.data_offset + done * header.item_size) != wanted)
            throw InputError(origin + ": cannot be read to its end");
        convert(buffer.data(), header.item_size, now, array.values.data() + done);
        done += now;
    }
    return array;
}

void write_npy(const std::filesystem::path& path, std::span<const double> values, std::size_t rows,
               std::size_t columns) {
    std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (";
    header += std::to_string(rows) + ",";
    if (columns > 0) header += std::to_string(columns);
    header += "), }";
    constexpr std::size_t preamble = 10;                                                  // magic, version, length
    const std::size_t padded = (preamble + header.size() + 1 + 63) / 64 * 64 - preamble;  // data begin at a multiple of
                                                                                          // 64 (NEP 1)
    header.resize(padded - 1, ' ');
    header += '\n';

    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(padded & 0xff);
    bytes += static_cast<char>(padded >> 8);
    bytes += header;
    PendingFile file(path);
    file.write(bytes);
    file.write({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
    file.commit();
}

}  // namespace coalesce
