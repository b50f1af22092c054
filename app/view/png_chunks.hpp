#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace coalesce {

// Chunks of PNG files (PNG 5.3): a length, a name of four letters, the content, and a checksum.

/// Returns the checksum of a chunk's name and content.
std::uint32_t png_checksum(std::string_view name_and_content);
/// Returns the bytes of a tEXt chunk (PNG 11.3.3), whose text is Latin-1.
std::string latin_chunk(std::string_view keyword, std::string_view text);
/// Returns the bytes of an iTXt chunk that is not packed, whose text is UTF-8.
std::string text_chunk(std::string_view keyword, std::string_view text);

}  // namespace coalesce
