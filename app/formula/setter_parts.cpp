#include <cmath>

#include "formula/setter.hpp"

namespace coalesce::formula {
namespace {

/// Space beside a fraction and in place of a bracket that is not drawn, in em.
constexpr float null_fence = 0.12f;
/// A bracket may be shorter than what it encloses: it covers this share, or lacks so many em.
constexpr float fence_share = 0.901f, fence_shortfall = 0.5f;
/// Lines of a grid: reach above and below the base line, in em, and spaces between lines and columns.
constexpr float grid_ascent = 0.84f, grid_descent = 0.36f, grid_gap = 0.15f, column_gap = 1;

bool only_primes(const Node& script) {
    const auto prime = [](const Node& node) { return node.kind == Kind::symbol && node.character == 0x2032; };
    return !script.children.empty() && std::all_of(script.children.begin(), script.children.end(), prime);
}

}  // namespace

Box Setter::scripts(const Node& node, Style style) const {
    const Node &nucleus = node.children[0], &below = node.children[1], &above = node.children[2];
    const Box base = set(nucleus, style);
    if (nucleus.limits == Limits::always || (nucleus.limits == Limits::displayed && style.displayed()))
        return limits(base, below, above, style);
    const float size = em(style);
    const bool integral = nucleus.kind == Kind::symbol && nucleus.role == Role::large;
    // Scripts of one letter stand at a height of their own; those of anything taller hang at its upper and lower edge.
    const bool letter = nucleus.kind == Kind::symbol && !integral;
    Box box{.width = base.width};
    box.add(base, 0, 0);
    const Box lower = below.empty() ? Box{} : set(below, style.subscript());
    // The font's primes stand raised, at the size of their letter.
    const bool primes = only_primes(above);
    const Box upper = above.empty() ? Box{} : set(above, primes ? style.crammed() : style.superscript());
    float up = size * (style.cramped ? c_.sup_up_cramped : c_.sup_up), down = size * c_.sub_down;
    if (!letter) {
        up = std::max(up, base.ascent - em(style.superscript()) * c_.sup_drop_max);
        down = std::max(down, base.descent + em(style.subscript()) * c_.sub_drop_min);
    }
    up = std::max(up, upper.descent + size * c_.sup_bottom_min);
    down = std::max(down, lower.ascent - size * c_.sub_top_max);
    if (!above.empty() && !below.empty()) {
        const float missing = size * c_.sub_sup_gap_min - (up - upper.descent) - (down - lower.ascent);
        if (missing > 0) {
            down += missing;
            const float rise = std::clamp(size * c_.sup_bottom_max_with_sub - (up - upper.descent), 0.0f, missing);
            up += rise;
            down -= rise;
        }
    }
    if (primes) up = 0;
    float end = base.width;
    if (!above.empty()) {
        // An integral's width holds its overhang already.
        float x = base.width + (integral ? 0 : base.italics);
        if (base.glyph) x += size * font_.kerning(base.glyph, true, (up - upper.descent) / size);
        box.add(upper, x, -up);
        end = std::max(end, x + upper.width + upper.italics);
    }
    if (!below.empty()) {
        float x = base.width - (integral ? base.italics : 0);
        if (base.glyph) x += size * font_.kerning(base.glyph, false, (lower.ascent - down) / size);
        box.add(lower, x, down);
        end = std::max(end, x + lower.width + lower.italics);
    }
    box.width = end + size * c_.after_script;
    return box;
}

Box Setter::limits(const Box& base, const Node& below, const Node& above, Style style) const {
    const float size = em(style);
    const Box upper = above.empty() ? Box{} : set(above, style.superscript());
    const Box lower = below.empty() ? Box{} : set(below, style.subscript());
    // A slanted sign leans: its limits stand apart by what it overhangs.
    const float lean = base.italics / 2;
    const float upper_from = (base.width - upper.width) / 2 + lean, lower_from = (base.width - lower.width) / 2 - lean;
    const float from = std::min({0.0f, above.empty() ? 0 : upper_from, below.empty() ? 0 : lower_from});
    Box box;
    box.add(base, -from, 0);
    box.width = base.width - from;
    if (!above.empty()) {
        const float up = base.ascent + std::max(size * c_.upper_rise_min, size * c_.upper_gap_min + upper.descent);
        box.add(upper, upper_from - from, -up);
        box.width = std::max(box.width, upper_from - from + upper.width);
    }
    if (!below.empty()) {
        const float down = base.descent + std::max(size * c_.lower_drop_min, size * c_.lower_gap_min + lower.ascent);
        box.add(lower, lower_from - from, down);
        box.width = std::max(box.width, lower_from - from + lower.width);
    }
    return box;
}

Box Setter::fraction(const Node& node, Style around) const {
    const Style style{node.style >= 0 ? node.style : around.level, around.cramped};
    const bool displayed = style.displayed(), ruled = node.amount > 0;
    const float size = em(style), rule = ruled ? size * c_.fraction_rule : 0, axis = size * c_.axis;
    const Box top = set(node.children[0], style.numerator()), bottom = set(node.children[1], style.denominator());
    float up = 0, down = 0;
    if (ruled) {
        const float top_gap = size * (displayed ? c_.numerator_display_gap : c_.numerator_gap);
        const float bottom_gap = size * (displayed ? c_.denominator_display_gap : c_.denominator_gap);
        up = std::max(size * (displayed ? c_.numerator_display_up : c_.numerator_up),
                      axis + rule / 2 + top_gap + top.descent);
        down = std::max(size * (displayed ? c_.denominator_display_down : c_.denominator_down),
                        bottom.ascent + bottom_gap + rule / 2 - axis);
    } else {
        up = size * (displayed ? c_.stack_top_display_up : c_.stack_top_up);
        down = size * (displayed ? c_.stack_bottom_display_down : c_.stack_bottom_down);
        const float missing =
            size * (displayed ? c_.stack_display_gap : c_.stack_gap) - (up - top.descent) - (down - bottom.ascent);
        up += std::max(0.0f, missing / 2);
        down += std::max(0.0f, missing / 2);
    }
    const float side = size * null_fence, width = std::max(top.width + top.italics, bottom.width + bottom.italics);
    Box box{.width = width + 2 * side};
    box.add(top, side + (width - top.width) / 2, -up);
    box.add(bottom, side + (width - bottom.width) / 2, down);
    if (ruled) box.rules.push_back({side, -axis - rule / 2, width, rule});
    return box;
}

Box Setter::root(const Node& node, Style style) const {
    const float size = em(style), rule = size * c_.root_rule;
    float gap = size * (style.displayed() ? c_.root_display_gap : c_.root_gap);
    const Box inner = set(node.children[0], style.crammed());
    const float wanted = inner.height() + gap + rule;
    const Box surd = stretched(font_.taller(font_.glyph(0x221A), wanted / size), 0x221A, size);
    gap += std::max(0.0f, (surd.height() - wanted) / 2);
    const float top = inner.ascent + gap + rule, drop = surd.ascent - top, bottom = surd.descent + drop;
    Box box;
    float x = 0;
    if (!node.children[1].empty()) {
        const Box degree = set(node.children[1], {3, style.cramped});
        const float raise = c_.root_degree_raise * surd.height() - bottom;
        x = size * c_.root_kern_before;
        box.add(degree, x, -raise - degree.descent);
        x = std::max(0.0f, x + degree.width + size * c_.root_kern_after);
    }
    box.add(surd, x, drop);
    x += surd.width;
    box.add(inner, x, 0);
    const float width = inner.width + inner.italics;
    // The rule begins a hair inside of the sign, so that no seam shows between them.
    box.rules.push_back({x - rule / 4, -top, width + rule / 4, rule});
    box.ascent = std::max(box.ascent, top + size * c_.root_extra);
    box.width = x + width;
    return box;
}

Box Setter::accent(const Node& node, Style style) const {
    const float size = em(style);
    const Box base = set(node.children[0], style.crammed());
    std::uint32_t id = font_.glyph(node.character);
    if (!id) return base;
    if (node.wide) id = font_.wider(id, base.width / size);
    const Extent e = font_.extent(id);
    const bool attached = e.accent > e.left && e.accent < e.right;
    const float middle = base.accent >= 0 ? base.accent : base.width / 2;
    const float x = middle - size * (attached ? e.accent : (e.left + e.right) / 2);
    const float rise = std::max(0.0f, base.ascent - size * c_.accent_base);
    Box box = base;
    box.glyph = 0;
    box.add(glyph(id, node.character, size), x, -rise);
    return box;
}

Box Setter::bar(const Node& node, Style style) const {
    const float size = em(style);
    Box box = set(node.children[0], node.wide ? style.crammed() : style);
    box.glyph = 0;
    box.width += box.italics;
    box.italics = 0;
    if (node.wide) {
        const float rule = size * c_.over_rule, top = box.ascent + size * c_.over_gap + rule;
        box.rules.push_back({0, -top, box.width, rule});
        box.ascent = top + size * c_.over_extra;
    } else {
        const float rule = size * c_.under_rule, top = box.descent + size * c_.under_gap;
        box.rules.push_back({0, top, box.width, rule});
        box.descent = top + rule + size * c_.under_extra;
    }
    return box;
}

Box Setter::bracket(char32_t character, float height, Style style) const {
    const float size = em(style);
    if (!character) return {.width = size * null_fence};
    const std::uint32_t id = font_.glyph(character);
    if (!id) return symbol({.kind = Kind::symbol, .character = character}, style);
    const Box form = stretched(font_.taller(id, height / size), character, size);
    Box box{.width = form.width};
    const float axis = size * c_.axis;
    box.draw(form, 0, (form.ascent - form.descent) / 2 - axis);
    box.ascent = form.height() / 2 + axis;
    box.descent = form.height() / 2 - axis;
    return box;
}

Box Setter::fenced(const Node& node, Style style) const {
    const float size = em(style), axis = size * c_.axis;
    const Box inner = set(node.children[0], style);
    const float reach = 2 * std::max(inner.ascent - axis, inner.descent + axis);
    const float wanted = std::max(fence_share * reach, reach - fence_shortfall * size);
    Box box;
    const auto put = [&](const Box& part) {
        box.add(part, box.width, 0);
        box.width += part.width;
    };
    put(bracket(node.character, wanted, style));
    put(inner);
    box.width += inner.italics;
    put(bracket(node.closing, wanted, style));
    return box;
}

Box Setter::grid(const Node& node, Style around) const {
    const Style style{node.style, around.cramped};
    const float size = em(around);
    const auto columns = static_cast<std::size_t>(node.columns);
    std::vector<Box> cells;
    std::vector<float> widths(columns);
    for (const Node& child : node.children) {
        cells.push_back(set(child, {std::max(style.level, around.level), style.cramped}));
        float& width = widths[(cells.size() - 1) % columns];
        width = std::max(width, cells.back().width + cells.back().italics);
    }
    const auto align = [&](std::size_t column) { return node.align[std::min(column, node.align.size() - 1)]; };
    // Pairs of columns of \begin{aligned} stand side by side: a relation joins them.
    const auto gap_before = [&](std::size_t column) {
        return column == 0 || (node.align == "rl" && column % 2 == 1) ? 0 : size * column_gap;
    };
    Box box;
    float y = 0;
    for (std::size_t row = 0; row * columns < cells.size(); ++row) {
        float ascent = size * grid_ascent, descent = size * grid_descent, x = 0;
        for (std::size_t k = 0; k < columns; ++k) {
            ascent = std::max(ascent, cells[row * columns + k].ascent);
            descent = std::max(descent, cells[row * columns + k].descent);
        }
        y += ascent + (row > 0 ? size * grid_gap : 0);
        for (std::size_t k = 0; k < columns; ++k) {
            const Box& cell = cells[row * columns + k];
            x += gap_before(k);
            const float room = widths[k] - cell.width;
            box.draw(cell, x + (align(k) == 'l' ? 0 : align(k) == 'r' ? room : room / 2), y);
            x += widths[k];
        }
        box.width = x;
        y += descent;
    }
    Box centred{.width = box.width, .ascent = y / 2 + size * c_.axis, .descent = y / 2 - size * c_.axis};
    centred.draw(box, 0, -centred.ascent);
    return centred;
}

}  // namespace coalesce::formula
