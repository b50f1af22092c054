#include "coalesce/model/npy.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/npy_header.hpp"

namespace coalesce {
namespace {

static_assert(std::endian::native == std::endian::little, "values are copied without swapping bytes");

/// The value of an IEEE 754 half: 5 bits of exponent, 10 of fraction.
double half(std::uint16_t bits) {
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double value = std::ldexp(exponent == 0 ? fraction : 1024 + fraction, std::max(exponent, 1) - 25);
    if (exponent == 31)
        value = fraction == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    return bits >> 15 ? -value : value;
}

template <class Bits, class Value>
double value_of(const unsigned char* bytes, bool big_endian, Value value) {
    Bits bits = 0;
    for (std::size_t k = 0; k < sizeof(Bits); ++k)
        bits = static_cast<Bits>(bits | static_cast<Bits>(bytes[k]) << 8 * (big_endian ? sizeof(Bits) - 1 - k : k));
    return value(bits);
}

/// Converts `count` values to double.
void convert(const unsigned char* bytes, const NpyHeader& header, std::size_t count, double* out) {
    const bool big = header.big_endian;
    if (header.item_size == 8 && !big) {
        std::memcpy(out, bytes, count * sizeof(double));
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const unsigned char* at = bytes + i * header.item_size;
        out[i] = header.item_size == 2 ? value_of<std::uint16_t>(at, big, half)
                 : header.item_size == 4
                     ? value_of<std::uint32_t>(at, big, [](std::uint32_t bits) { return std::bit_cast<float>(bits); })
                     : value_of<std::uint64_t>(at, big, [](std::uint64_t bits) { return std::bit_cast<double>(bits); });
    }
}

/// Puts values that came column by column into rows.
std::vector<double> transposed(const std::vector<double>& columns, std::size_t rows, std::size_t width) {
    std::vector<double> out(columns.size());
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t k = 0; k < width; ++k) out[i * width + k] = columns[k * rows + i];
    return out;
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

NpyArray read_npy_values(const NpyHeader& header, const NextBytes& next, const std::string& origin) {
    NpyArray array = sized_for(header);
    constexpr std::size_t chunk = 1 << 16;  // values; bounds the raw bytes held beside the result
    std::vector<unsigned char> buffer(std::min(chunk, array.values.size()) * header.item_size);
    for (std::size_t done = 0; done < array.values.size();) {
        const std::size_t now = std::min(chunk, array.values.size() - done), wanted = now * header.item_size;
        if (next(buffer.data(), wanted) != wanted) throw InputError(origin + ": cannot be read to its end");
        convert(buffer.data(), header, now, array.values.data() + done);
        done += now;
    }
    if (header.fortran_order && array.columns > 1) array.values = transposed(array.values, array.rows, array.columns);
    return array;
}

NpyArray parse_npy(std::span<const unsigned char> bytes, const std::string& origin) {
    const NpyHeader header = parse_npy_header(bytes, bytes.size(), origin);
    std::span<const unsigned char> left = bytes.subspan(header.data_offset);
    const auto next = [&left](unsigned char* out, std::size_t count) {
        const std::size_t now = std::min(count, left.size());
        std::memcpy(out, left.data(), now);
        left = left.subspan(now);
        return now;
    };
    return read_npy_values(header, next, origin);
}

NpyArray read_npy(const std::filesystem::path& path) {
    const std::string origin = path.string();
    const InputFile file = open_npy(path);
    const NpyHeader header = header_of(file, origin);
    std::uint64_t at = header.data_offset;
    const auto next = [&](unsigned char* out, std::size_t count) {
        const std::size_t got = file.read(out, count, at);
        at += got;
        return got;
    };
    return read_npy_values(header, next, origin);
}

std::string npy_header_bytes(std::size_t rows, std::size_t columns) {
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
    return bytes + header;
}

void write_npy(const std::filesystem::path& path, std::span<const double> values, std::size_t rows,
               std::size_t columns) {
    PendingFile file(path);
    file.write(npy_header_bytes(rows, columns));
    file.write({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
    file.commit();
}

}  // namespace coalesce
