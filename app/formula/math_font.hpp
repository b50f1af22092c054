#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace coalesce::formula {

/// Extent of a glyph in em from its origin on the base line; `descent` is positive below it.
struct Extent {
    float advance = 0, left = 0, right = 0, ascent = 0, descent = 0;
    float italics = 0;  ///< what a slanted glyph reaches beyond its advance at the top
    float accent = 0;   ///< x at which an accent stands over it
    float height() const { return ascent + descent; }
};

/// Constants of the font's MATH table (OpenType 1.9, "MATH - The mathematical typesetting table") in em; shares of 1
/// where the table has per cent.
struct Constants {
    float script_scale, script_script_scale, fenced_min, display_operator_min;
    float axis, accent_base;
    float sub_down, sub_top_max, sub_drop_min;
    float sup_up, sup_up_cramped, sup_bottom_min, sup_drop_max, sub_sup_gap_min, sup_bottom_max_with_sub, after_script;
    float upper_gap_min, upper_rise_min, lower_gap_min, lower_drop_min;
    float stack_top_up, stack_top_display_up, stack_bottom_down, stack_bottom_display_down, stack_gap,
        stack_display_gap;
    float numerator_up, numerator_display_up, denominator_down, denominator_display_down;
    float numerator_gap, numerator_display_gap, fraction_rule, denominator_gap, denominator_display_gap;
    float over_gap, over_rule, over_extra, under_gap, under_rule, under_extra;
    float root_gap, root_display_gap, root_rule, root_extra, root_kern_before, root_kern_after, root_degree_raise;
};

/// A piece of a stretched bracket: its glyph's origin from that of the whole, in em, y upwards.
struct Part {
    std::uint32_t glyph = 0;
    float x = 0, y = 0;
};
struct Stretched {
    std::vector<Part> parts;
    float width = 0, ascent = 0, descent = 0;
    float italics = 0;
};

/// An OpenType font with a MATH table, read by HarfBuzz. Its functions can be called from any thread.
class MathFont {
  public:
    /// Returns the font that is built into the program (app/CMakeLists.txt).
    static const MathFont& built_in();

    explicit MathFont(std::string_view bytes);
    ~MathFont();
    MathFont(const MathFont&) = delete;
    MathFont& operator=(const MathFont&) = delete;

    const Constants& constants() const { return constants_; }
    /// Returns the glyph of a character, 0 if the font has none.
    std::uint32_t glyph(char32_t character) const;
    Extent extent(std::uint32_t glyph) const;
    /// Returns the smallest form of a bracket or an operator that is `height` em tall: one glyph, or pieces put
    /// together. The tallest form, if none is so tall.
    Stretched taller(std::uint32_t glyph, float height) const;
    /// Returns the widest form of an accent that is at most `width` em wide.
    std::uint32_t wider(std::uint32_t glyph, float width) const;
    /// Returns how far a script at `height` em moves towards its base; `upper`: a superscript.
    float kerning(std::uint32_t base, bool upper, float height) const;

    /// Returns em of this font to an em of the program's text in which both look equally large.
    float match() const { return match_; }
    std::string_view bytes() const { return bytes_; }
    std::uint32_t glyph_count() const;
    /// Returns the outline of a glyph as an SVG path, y downwards, one em `scale` units.
    std::string outline(std::uint32_t glyph, float scale) const;

  private:
    struct Font;
    std::string_view bytes_;
    std::unique_ptr<Font> font_;
    Constants constants_{};
    float match_ = 1;
};

}  // namespace coalesce::formula
