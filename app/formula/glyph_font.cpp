#include "formula/glyph_font.hpp"

#include <hb.h>

#include <array>

#include "formula/math_font.hpp"

namespace coalesce::formula {
namespace {

void append_16(std::string& bytes, unsigned value) {
    bytes += static_cast<char>(value >> 8 & 255);
    bytes += static_cast<char>(value & 255);
}
void append_32(std::string& bytes, unsigned value) {
    append_16(bytes, value >> 16);
    append_16(bytes, value & 0xFFFF);
}

/// Table "cmap" with one subtable of format 12 (OpenType 1.9): one group of consecutive characters and glyphs.
std::string character_map(unsigned glyphs) {
    std::string map;
    for (const unsigned value : {0u, 1u, 3u, 10u}) append_16(map, value);  // version, tables; Windows, full Unicode
    append_32(map, 12);
    for (const unsigned value : {12u, 0u}) append_16(map, value);
    for (const unsigned value : {28u, 0u, 1u, first_glyph_code, first_glyph_code + glyphs - 1, 0u})
        append_32(map, value);
    return map;
}

std::string table_of(hb_face_t* face, hb_tag_t tag) {
    hb_blob_t* blob = hb_face_reference_table(face, tag);
    unsigned length = 0;
    const char* data = hb_blob_get_data(blob, &length);
    std::string table(data, length);
    hb_blob_destroy(blob);
    return table;
}

std::string renamed(const MathFont& font) {
    hb_blob_t* whole = hb_blob_create(font.bytes().data(), static_cast<unsigned>(font.bytes().size()),
                                      HB_MEMORY_MODE_READONLY, nullptr, nullptr);
    hb_face_t *face = hb_face_create(whole, 0), *built = hb_face_builder_create();
    std::array<hb_tag_t, 64> tags{};
    unsigned count = tags.size();
    hb_face_get_table_tags(face, 0, &count, tags.data());
    for (unsigned k = 0; k < count; ++k) {
        std::string table = table_of(face, tags[k]);
        if (tags[k] == HB_TAG('c', 'm', 'a', 'p')) table = character_map(font.glyph_count());
        if (tags[k] == HB_TAG('h', 'h', 'e', 'a') && table.size() >= 8) {
            std::string reach;
            append_16(reach, hb_face_get_upem(face));
            append_16(reach, 0);
            table.replace(4, 4, reach);
        }
        hb_blob_t* blob = hb_blob_create(table.data(), static_cast<unsigned>(table.size()), HB_MEMORY_MODE_DUPLICATE,
                                         nullptr, nullptr);
        hb_face_builder_add_table(built, tags[k], blob);
        hb_blob_destroy(blob);
    }
    hb_blob_t* blob = hb_face_reference_blob(built);
    unsigned length = 0;
    const char* data = hb_blob_get_data(blob, &length);
    std::string bytes(data, length);
    hb_blob_destroy(blob);
    hb_face_destroy(built);
    hb_face_destroy(face);
    hb_blob_destroy(whole);
    return bytes;
}

}  // namespace

const std::string& glyph_font() {
    static const std::string bytes = renamed(MathFont::built_in());
    return bytes;
}

}  // namespace coalesce::formula
