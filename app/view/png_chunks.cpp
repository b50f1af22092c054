#include "view/png_chunks.hpp"

#include <boost/crc.hpp>

namespace coalesce {
namespace {

std::string big_endian(std::uint32_t number) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
    return bytes;
}

std::string whole_chunk(const std::string& name_and_content) {
    const auto length = static_cast<std::uint32_t>(name_and_content.size() - 4);
    return big_endian(length) + name_and_content + big_endian(png_checksum(name_and_content));
}

}  // namespace

std::uint32_t png_checksum(std::string_view name_and_content) {
    boost::crc_32_type sum;
    sum.process_bytes(name_and_content.data(), name_and_content.size());
    return static_cast<std::uint32_t>(sum.checksum());
}

std::string latin_chunk(std::string_view keyword, std::string_view text) {
    return whole_chunk("tEXt" + std::string(keyword) + '\0' + std::string(text));
}

std::string text_chunk(std::string_view keyword, std::string_view text) {
    // The end of the keyword, not packed, by method 0, in no language, without a translated keyword.
    return whole_chunk("iTXt" + std::string(keyword) + std::string(5, '\0') + std::string(text));
}

}  // namespace coalesce
