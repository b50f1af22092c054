#pragma once

#include <cstdint>
#include <string>

namespace coalesce::formula {

/// Dear ImGui counts the size of a font from its highest to its lowest reach, printing from the em. Of Open Sans, the
/// program's text: units of an em, and of what stands above the base line.
inline constexpr float em_of_line = 2048.0f / (2189 + 600), rise_of_line = 2189.0f / (2189 + 600);

/// A glyph of the mathematical font; (x, y) is its origin on the base line, `size` its em.
struct Glyph {
    std::uint32_t id = 0;
    char32_t character = 0;  ///< 0: a taller form or a piece of a bracket, which has no character of its own
    float x = 0, y = 0, size = 0;
};

/// A filled rectangle: of a fraction, a root, a bar. (x, y) is its upper left corner.
struct Rule {
    float x = 0, y = 0, width = 0, height = 0;
};

/// Words of one line in one weight; (x, y) is the left end of their base line, `size` the height of a line.
struct Run {
    std::string text;
    float x = 0, y = 0, size = 0, width = 0;
    bool strong = false;
    bool typed = false;  ///< a part of a formula that is not understood
};

/// Letters of plain words, which the surface draws that the text is set for.
class WordMetrics {
  public:
    virtual ~WordMetrics() = default;
    /// Returns the width of words in a line of the given height.
    virtual float width_of(const std::string& words, float size, bool strong) = 0;
    /// False if what draws the words puts Hebrew and Arabic into the order of sight and joins Arabic letters itself.
    virtual bool wants_visual_order() const = 0;
};

}  // namespace coalesce::formula
