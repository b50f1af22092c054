#include "formula/subset.hpp"

#include <hb-subset.h>

#include "coalesce/model/error.hpp"
#include "formula/math_font.hpp"

namespace coalesce::formula {

std::string font_subset(const std::set<char32_t>& characters) {
    const std::string_view whole = MathFont::built_in().bytes();
    hb_blob_t* source =
        hb_blob_create(whole.data(), static_cast<unsigned>(whole.size()), HB_MEMORY_MODE_READONLY, nullptr, nullptr);
    hb_face_t* face = hb_face_create(source, 0);
    hb_subset_input_t* input = hb_subset_input_create_or_fail();
    std::string bytes;
    if (input) {
        for (const char32_t c : characters) hb_set_add(hb_subset_input_unicode_set(input), c);
        if (hb_face_t* small = hb_subset_or_fail(face, input)) {
            hb_blob_t* blob = hb_face_reference_blob(small);
            unsigned length = 0;
            const char* data = hb_blob_get_data(blob, &length);
            bytes.assign(data, length);
            hb_blob_destroy(blob);
            hb_face_destroy(small);
        }
        hb_subset_input_destroy(input);
    }
    hb_face_destroy(face);
    hb_blob_destroy(source);
    if (bytes.empty()) throw RunError("HarfBuzz cannot take the glyphs of a formula out of the mathematical font");
    return bytes;
}

}  // namespace coalesce::formula
