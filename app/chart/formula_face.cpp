#include "chart/formula_face.hpp"

#include <cairo-ft.h>

#include "coalesce/model/error.hpp"
#include "formula/math_font.hpp"

namespace coalesce::chart {

cairo_font_face_t* formula_face() {
    static cairo_font_face_t* const made = [] {
        const std::string_view bytes = formula::MathFont::built_in().bytes();
        FT_Library library = nullptr;
        FT_Face face = nullptr;
        if (FT_Init_FreeType(&library) != 0 ||
            FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(bytes.data()),
                               static_cast<FT_Long>(bytes.size()), 0, &face) != 0)
            throw RunError("FreeType cannot read the mathematical font");
        return cairo_ft_font_face_create_for_ft_face(face, FT_LOAD_NO_HINTING);
    }();
    return made;
}

}  // namespace coalesce::chart
