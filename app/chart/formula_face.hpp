#pragma once

// Declares cairo's type as cairo does, so that users of this header do not include it.
typedef struct _cairo_font_face cairo_font_face_t;

namespace coalesce::chart {

/// Returns the mathematical font that is built into the program, for cairo; it lives as long as the program. Throws
/// RunError if FreeType cannot read it.
cairo_font_face_t* formula_face();

}  // namespace coalesce::chart
