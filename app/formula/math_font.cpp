#include "formula/math_font.hpp"

#include <hb-ot.h>
#include <hb.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "coalesce/model/error.hpp"
#include "embedded.hpp"

namespace coalesce::formula {
namespace {

/// Extents of the program's text, Open Sans, in em: of its small letters and its capitals.
constexpr float text_x_height = 1096.0f / 2048, text_cap_height = 1462.0f / 2048;

struct NamedConstant {
    float Constants::*member;
    hb_ot_math_constant_t constant;
};
constexpr NamedConstant constant_table[] = {
    {&Constants::fenced_min, HB_OT_MATH_CONSTANT_DELIMITED_SUB_FORMULA_MIN_HEIGHT},
    {&Constants::display_operator_min, HB_OT_MATH_CONSTANT_DISPLAY_OPERATOR_MIN_HEIGHT},
    {&Constants::axis, HB_OT_MATH_CONSTANT_AXIS_HEIGHT},
    {&Constants::accent_base, HB_OT_MATH_CONSTANT_ACCENT_BASE_HEIGHT},
    {&Constants::sub_down, HB_OT_MATH_CONSTANT_SUBSCRIPT_SHIFT_DOWN},
    {&Constants::sub_top_max, HB_OT_MATH_CONSTANT_SUBSCRIPT_TOP_MAX},
    {&Constants::sub_drop_min, HB_OT_MATH_CONSTANT_SUBSCRIPT_BASELINE_DROP_MIN},
    {&Constants::sup_up, HB_OT_MATH_CONSTANT_SUPERSCRIPT_SHIFT_UP},
    {&Constants::sup_up_cramped, HB_OT_MATH_CONSTANT_SUPERSCRIPT_SHIFT_UP_CRAMPED},
    {&Constants::sup_bottom_min, HB_OT_MATH_CONSTANT_SUPERSCRIPT_BOTTOM_MIN},
    {&Constants::sup_drop_max, HB_OT_MATH_CONSTANT_SUPERSCRIPT_BASELINE_DROP_MAX},
    {&Constants::sub_sup_gap_min, HB_OT_MATH_CONSTANT_SUB_SUPERSCRIPT_GAP_MIN},
    {&Constants::sup_bottom_max_with_sub, HB_OT_MATH_CONSTANT_SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT},
    {&Constants::after_script, HB_OT_MATH_CONSTANT_SPACE_AFTER_SCRIPT},
    {&Constants::upper_gap_min, HB_OT_MATH_CONSTANT_UPPER_LIMIT_GAP_MIN},
    {&Constants::upper_rise_min, HB_OT_MATH_CONSTANT_UPPER_LIMIT_BASELINE_RISE_MIN},
    {&Constants::lower_gap_min, HB_OT_MATH_CONSTANT_LOWER_LIMIT_GAP_MIN},
    {&Constants::lower_drop_min, HB_OT_MATH_CONSTANT_LOWER_LIMIT_BASELINE_DROP_MIN},
    {&Constants::stack_top_up, HB_OT_MATH_CONSTANT_STACK_TOP_SHIFT_UP},
    {&Constants::stack_top_display_up, HB_OT_MATH_CONSTANT_STACK_TOP_DISPLAY_STYLE_SHIFT_UP},
    {&Constants::stack_bottom_down, HB_OT_MATH_CONSTANT_STACK_BOTTOM_SHIFT_DOWN},
    {&Constants::stack_bottom_display_down, HB_OT_MATH_CONSTANT_STACK_BOTTOM_DISPLAY_STYLE_SHIFT_DOWN},
    {&Constants::stack_gap, HB_OT_MATH_CONSTANT_STACK_GAP_MIN},
    {&Constants::stack_display_gap, HB_OT_MATH_CONSTANT_STACK_DISPLAY_STYLE_GAP_MIN},
    {&Constants::numerator_up, HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_SHIFT_UP},
    {&Constants::numerator_display_up, HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_DISPLAY_STYLE_SHIFT_UP},
    {&Constants::denominator_down, HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_SHIFT_DOWN},
    {&Constants::denominator_display_down, HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_DISPLAY_STYLE_SHIFT_DOWN},
    {&Constants::numerator_gap, HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_GAP_MIN},
    {&Constants::numerator_display_gap, HB_OT_MATH_CONSTANT_FRACTION_NUM_DISPLAY_STYLE_GAP_MIN},
    {&Constants::fraction_rule, HB_OT_MATH_CONSTANT_FRACTION_RULE_THICKNESS},
    {&Constants::denominator_gap, HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_GAP_MIN},
    {&Constants::denominator_display_gap, HB_OT_MATH_CONSTANT_FRACTION_DENOM_DISPLAY_STYLE_GAP_MIN},
    {&Constants::over_gap, HB_OT_MATH_CONSTANT_OVERBAR_VERTICAL_GAP},
    {&Constants::over_rule, HB_OT_MATH_CONSTANT_OVERBAR_RULE_THICKNESS},
    {&Constants::over_extra, HB_OT_MATH_CONSTANT_OVERBAR_EXTRA_ASCENDER},
    {&Constants::under_gap, HB_OT_MATH_CONSTANT_UNDERBAR_VERTICAL_GAP},
    {&Constants::under_rule, HB_OT_MATH_CONSTANT_UNDERBAR_RULE_THICKNESS},
    {&Constants::under_extra, HB_OT_MATH_CONSTANT_UNDERBAR_EXTRA_DESCENDER},
    {&Constants::root_gap, HB_OT_MATH_CONSTANT_RADICAL_VERTICAL_GAP},
    {&Constants::root_display_gap, HB_OT_MATH_CONSTANT_RADICAL_DISPLAY_STYLE_VERTICAL_GAP},
    {&Constants::root_rule, HB_OT_MATH_CONSTANT_RADICAL_RULE_THICKNESS},
    {&Constants::root_extra, HB_OT_MATH_CONSTANT_RADICAL_EXTRA_ASCENDER},
    {&Constants::root_kern_before, HB_OT_MATH_CONSTANT_RADICAL_KERN_BEFORE_DEGREE},
    {&Constants::root_kern_after, HB_OT_MATH_CONSTANT_RADICAL_KERN_AFTER_DEGREE}};

constexpr unsigned most_variants = 32;

/// Writes an outline as SVG path commands.
struct PathWriter {
    std::string path;
    float scale;

    void number(float value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.2f ", static_cast<double>(value * scale));
        path += text;
    }
    void place(float x, float y) {
        number(x);
        number(-y);
    }
    static PathWriter& of(void* data) { return *static_cast<PathWriter*>(data); }
};

hb_draw_funcs_t* path_functions() {
    static hb_draw_funcs_t* const functions = [] {
        hb_draw_funcs_t* made = hb_draw_funcs_create();
        hb_draw_funcs_set_move_to_func(
            made,
            [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float x, float y, void*) {
                PathWriter::of(data).path += 'M';
                PathWriter::of(data).place(x, y);
            },
            nullptr, nullptr);
        hb_draw_funcs_set_line_to_func(
            made,
            [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float x, float y, void*) {
                PathWriter::of(data).path += 'L';
                PathWriter::of(data).place(x, y);
            },
            nullptr, nullptr);
        hb_draw_funcs_set_cubic_to_func(
            made,
            [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float ax, float ay, float bx, float by, float x, float y,
               void*) {
                PathWriter::of(data).path += 'C';
                PathWriter::of(data).place(ax, ay);
                PathWriter::of(data).place(bx, by);
                PathWriter::of(data).place(x, y);
            },
            nullptr, nullptr);
        hb_draw_funcs_set_close_path_func(
            made, [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, void*) { PathWriter::of(data).path += 'Z'; },
            nullptr, nullptr);
        hb_draw_funcs_make_immutable(made);
        return made;
    }();
    return functions;
}

}  // namespace

struct MathFont::Font {
    hb_face_t* face;
    hb_font_t* font;
    float unit;  ///< em to a unit of the font

    float em(hb_position_t value) const { return unit * static_cast<float>(value); }

    explicit Font(std::string_view bytes) {
        hb_blob_t* blob = hb_blob_create(bytes.data(), static_cast<unsigned>(bytes.size()), HB_MEMORY_MODE_READONLY,
                                         nullptr, nullptr);
        face = hb_face_create(blob, 0);
        hb_blob_destroy(blob);
        font = hb_font_create(face);
        unit = 1 / static_cast<float>(hb_face_get_upem(face));
        hb_font_make_immutable(font);
    }
    ~Font() {
        hb_font_destroy(font);
        hb_face_destroy(face);
    }
    Font(const Font&) = delete;
    Font& operator=(const Font&) = delete;
};

const MathFont& MathFont::built_in() {
    static const MathFont font(embedded_file("texgyrepagella-math.otf"));
    return font;
}

MathFont::MathFont(std::string_view bytes) : bytes_(bytes), font_(std::make_unique<Font>(bytes)) {
    if (!hb_ot_math_has_data(font_->face)) throw RunError("the mathematical font has no MATH table");
    for (const NamedConstant& each : constant_table)
        constants_.*each.member = font_->em(hb_ot_math_get_constant(font_->font, each.constant));
    const auto share = [&](hb_ot_math_constant_t constant) {
        return static_cast<float>(hb_ot_math_get_constant(font_->font, constant)) / 100;
    };
    constants_.script_scale = share(HB_OT_MATH_CONSTANT_SCRIPT_PERCENT_SCALE_DOWN);
    constants_.script_script_scale = share(HB_OT_MATH_CONSTANT_SCRIPT_SCRIPT_PERCENT_SCALE_DOWN);
    constants_.root_degree_raise = share(HB_OT_MATH_CONSTANT_RADICAL_DEGREE_BOTTOM_RAISE_PERCENT);
    // The geometric mean of what matches small letters and what matches capitals.
    match_ = std::sqrt(text_x_height / extent(glyph('x')).ascent * text_cap_height / extent(glyph('H')).ascent);
}

MathFont::~MathFont() = default;

std::uint32_t MathFont::glyph_count() const {
    return hb_face_get_glyph_count(font_->face);
}

std::uint32_t MathFont::glyph(char32_t character) const {
    hb_codepoint_t found = 0;
    return hb_font_get_nominal_glyph(font_->font, character, &found) ? found : 0;
}

Extent MathFont::extent(std::uint32_t glyph) const {
    const Font& f = *font_;
    Extent extent{.advance = f.em(hb_font_get_glyph_h_advance(f.font, glyph))};
    hb_glyph_extents_t box{};
    if (hb_font_get_glyph_extents(f.font, glyph, &box)) {
        extent.left = f.em(box.x_bearing);
        extent.right = f.em(box.x_bearing + box.width);
        extent.ascent = f.em(box.y_bearing);
        extent.descent = -f.em(box.y_bearing + box.height);
    }
    extent.italics = f.em(hb_ot_math_get_glyph_italics_correction(f.font, glyph));
    extent.accent = f.em(hb_ot_math_get_glyph_top_accent_attachment(f.font, glyph));
    return extent;
}

namespace {

/// Puts the pieces of a vertical bracket on one another: the extenders as often as the height needs, all joints
/// overlapping equally (OpenType 1.9, "MathVariants table").
std::vector<std::pair<std::uint32_t, float>> pile(const std::vector<hb_ot_math_glyph_part_t>& parts, float overlap_min,
                                                  float height) {
    const auto extends = [](const hb_ot_math_glyph_part_t& part) {
        return (part.flags & HB_OT_MATH_GLYPH_PART_FLAG_EXTENDER) != 0;
    };
    float fixed = 0, extending = 0, overlap_max = 1e9f;
    int fixed_count = 0, extending_count = 0;
    for (const hb_ot_math_glyph_part_t& part : parts) {
        const auto advance = static_cast<float>(part.full_advance);
        (extends(part) ? extending : fixed) += advance;
        ++(extends(part) ? extending_count : fixed_count);
        for (const hb_position_t connector : {part.start_connector_length, part.end_connector_length})
            if (connector > 0) overlap_max = std::min(overlap_max, static_cast<float>(connector));
    }
    const float gain = extending - overlap_min * static_cast<float>(extending_count);
    const float missing = height - fixed + overlap_min * static_cast<float>(fixed_count - 1);
    const int repeats = gain > 0 ? std::clamp(static_cast<int>(std::ceil(missing / gain)), 0, 200) : 0;
    const int joints = fixed_count + repeats * extending_count - 1;
    const float length = fixed + static_cast<float>(repeats) * extending - overlap_min * static_cast<float>(joints);
    float overlap = overlap_min;
    if (joints > 0)
        overlap +=
            std::clamp((length - height) / static_cast<float>(joints), 0.0f, std::max(0.0f, overlap_max - overlap_min));
    std::vector<std::pair<std::uint32_t, float>> placed;
    float at = 0;
    for (const hb_ot_math_glyph_part_t& part : parts)
        for (int k = 0; k < (extends(part) ? repeats : 1); ++k) {
            placed.emplace_back(part.glyph, at);
            at += static_cast<float>(part.full_advance) - overlap;
        }
    return placed;
}

}  // namespace

Stretched MathFont::taller(std::uint32_t glyph, float height) const {
    const Font& f = *font_;
    const auto single = [&](std::uint32_t id) {
        const Extent e = extent(id);
        return Stretched{{{id, 0, 0}}, e.advance, e.ascent, e.descent, e.italics};
    };
    hb_ot_math_glyph_variant_t variants[most_variants];
    unsigned count = most_variants;
    hb_ot_math_get_glyph_variants(f.font, glyph, HB_DIRECTION_BTT, 0, &count, variants);
    std::uint32_t tallest = glyph;
    for (unsigned k = 0; k < count; ++k) {
        tallest = variants[k].glyph;
        if (extent(tallest).height() >= height) return single(tallest);
    }
    hb_ot_math_glyph_part_t parts[most_variants];
    unsigned part_count = most_variants;
    hb_position_t italics = 0;
    hb_ot_math_get_glyph_assembly(f.font, glyph, HB_DIRECTION_BTT, 0, &part_count, parts, &italics);
    if (part_count == 0) return single(tallest);
    const auto overlap = static_cast<float>(hb_ot_math_get_min_connector_overlap(f.font, HB_DIRECTION_BTT));
    Stretched whole;
    whole.italics = f.em(italics);
    float top = 0;
    for (const auto& [id, at] : pile({parts, parts + part_count}, overlap, height / f.unit)) {
        const Extent e = extent(id);
        // A piece begins at its lower edge.
        const float origin = f.unit * at + e.descent;
        whole.parts.push_back({id, 0, origin});
        whole.width = std::max(whole.width, e.advance);
        top = std::max(top, origin + e.ascent);
    }
    whole.ascent = top;
    return whole;
}

std::uint32_t MathFont::wider(std::uint32_t glyph, float width) const {
    hb_ot_math_glyph_variant_t variants[most_variants];
    unsigned count = most_variants;
    hb_ot_math_get_glyph_variants(font_->font, glyph, HB_DIRECTION_LTR, 0, &count, variants);
    for (unsigned k = 0; k < count; ++k) {
        const Extent e = extent(variants[k].glyph);
        if (e.right - e.left > width) break;
        glyph = variants[k].glyph;
    }
    return glyph;
}

float MathFont::kerning(std::uint32_t base, bool upper, float height) const {
    return font_->em(hb_ot_math_get_glyph_kerning(font_->font, base,
                                                  upper ? HB_OT_MATH_KERN_TOP_RIGHT : HB_OT_MATH_KERN_BOTTOM_RIGHT,
                                                  static_cast<hb_position_t>(height / font_->unit)));
}

std::string MathFont::outline(std::uint32_t glyph, float scale) const {
    PathWriter writer{{}, scale * font_->unit};
#if HB_VERSION_ATLEAST(7, 0, 0)
    hb_font_draw_glyph(font_->font, glyph, path_functions(), &writer);
#else
    hb_font_get_glyph_shape(font_->font, glyph, path_functions(), &writer);
#endif
    return writer.path;
}

}  // namespace coalesce::formula
