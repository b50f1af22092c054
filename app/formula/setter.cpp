#include "formula/setter.hpp"

#include <array>

#include "formula/characters.hpp"

namespace coalesce::formula {
namespace {

/// Spaces between atoms in eighteenths of an em (The TeXbook, page 170), by the role of the left and of the right one.
/// Negative: not in scripts.
constexpr int gaps[8][8] = {
    // ord op bin rel open close punct inner
    {0, 3, -4, -5, 0, 0, 0, -3},      // ordinary
    {3, 3, 0, -5, 0, 0, 0, -3},       // large
    {-4, -4, 0, 0, -4, 0, 0, -4},     // binary
    {-5, -5, 0, 0, -5, 0, 0, -5},     // relation
    {0, 0, 0, 0, 0, 0, 0, 0},         // opening
    {0, 3, -4, -5, 0, 0, 0, -3},      // closing
    {-3, -3, 0, -3, -3, -3, -3, -3},  // punctuation
    {-3, 3, -4, -5, -3, 0, -3, -3},   // inner
};

/// Reach of words above and below the base line, in em of the text.
constexpr float words_ascent = 0.77f, words_descent = 0.24f;

}  // namespace

struct Setter::Atom {
    const Node* node;
    Style style;
    Role role;
    Box box;

    bool is_space() const { return node->kind == Kind::space; }
    /// Length by which a slanted letter exceeds its width; an integral's width holds it already.
    float overhang() const { return role == Role::large ? 0 : box.italics; }
    bool breaks_behind() const { return role == Role::relation || role == Role::binary; }
};

float Setter::em(Style style) const {
    return em_ * (style.level < 2 ? 1 : style.level == 2 ? c_.script_scale : c_.script_script_scale);
}

Box Setter::glyph(std::uint32_t id, char32_t character, float size) const {
    const Extent e = font_.extent(id);
    return {.width = size * e.advance,
            .ascent = size * e.ascent,
            .descent = size * e.descent,
            .italics = size * e.italics,
            .accent = size * e.accent,
            .glyph = id,
            .glyphs = {{id, character, 0, 0, size}}};
}

Box Setter::plain(const std::string& text, Style style, bool typed) const {
    if (text.empty()) return {};
    const float scale = em(style) / em_, size = scale * line_;
    Box box{.width = words_.width_of(text, size, strong_),
            .ascent = words_ascent * em_of_line * size,
            .descent = words_descent * em_of_line * size};
    box.runs.push_back({text, 0, 0, size, box.width, strong_, typed});
    return box;
}

Box Setter::symbol(const Node& node, Style style) const {
    if (node.role == Role::large) return large(node, style);
    const std::uint32_t id = font_.glyph(node.character);
    if (id) return glyph(id, node.character, em(style));
    std::string text;
    append(text, plain_letter(node.character));
    return plain(text, style, false);
}

Box Setter::letters(std::string_view text, Style style) const {
    Box box;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = take_character(text, at);
        if (c == 0x2009 || c == ' ') {
            box.width += em(style) / 6;
            continue;
        }
        const Box one = symbol({.kind = Kind::symbol, .character = c}, style);
        box.add(one, box.width, 0);
        box.width += one.width;
    }
    return box;
}

Box Setter::large(const Node& node, Style style) const {
    const std::uint32_t id = font_.glyph(node.character);
    if (!id) return symbol({.kind = Kind::symbol, .character = node.character}, style);
    const float size = em(style);
    const Extent natural = font_.extent(id);
    const float wanted = style.displayed() ? std::max(c_.display_operator_min, 1.01f * natural.height()) : 0;
    Box drawn =
        wanted > 0 ? stretched(font_.taller(id, wanted), node.character, size) : glyph(id, node.character, size);
    Box box{.width = drawn.width, .italics = drawn.italics};
    box.add(drawn, 0, (drawn.ascent - drawn.descent) / 2 - size * c_.axis);
    box.ascent = drawn.height() / 2 + size * c_.axis;
    box.descent = drawn.height() / 2 - size * c_.axis;
    return box;
}

Box Setter::stretched(const Stretched& form, char32_t character, float size) const {
    Box box{.width = size * form.width,
            .ascent = size * form.ascent,
            .descent = size * form.descent,
            .italics = size * form.italics};
    const bool natural = form.parts.size() == 1 && form.parts[0].glyph == font_.glyph(character);
    for (const Part& part : form.parts)
        box.glyphs.push_back({part.glyph, natural ? character : 0, size * part.x, -size * part.y, size});
    return box;
}

Box Setter::set(const Node& node, Style style) const {
    switch (node.kind) {
        case Kind::row:
        case Kind::style:
            break;
        case Kind::symbol:
            return symbol(node, style);
        case Kind::name:
            return letters(node.text, style);
        case Kind::words:
            return plain(node.text, style, false);
        case Kind::typed:
            return plain(node.text, style, true);
        case Kind::space:
            return {.width = node.amount * em(style)};
        case Kind::scripts:
            return scripts(node, style);
        case Kind::fraction:
            return fraction(node, style);
        case Kind::root:
            return root(node, style);
        case Kind::accent:
            return accent(node, style);
        case Kind::bar:
            return bar(node, style);
        case Kind::stack:
            return limits(set(node.children[0], style), node.children[1], node.children[2], style);
        case Kind::fenced:
            return fenced(node, style);
        case Kind::bracket:
            return bracket(node.character, node.amount * em_, style);
        case Kind::grid:
            return grid(node, style);
    }
    std::vector<Piecewise> pieces = set_pieces(node, style);
    if (pieces.size() == 1) return std::move(pieces[0].box);
    Box row;
    for (const Piecewise& piece : pieces) {
        row.add(piece.box, row.width + piece.gap, 0);
        row.width += piece.gap + piece.box.width;
    }
    return row;
}

void Setter::collect(const Node& row, Style style, std::vector<Atom>& atoms) const {
    for (const Node& child : row.children) {
        if (child.kind == Kind::style)
            collect(child.children[0], {child.style, style.cramped}, atoms);
        else
            atoms.push_back({&child, style, child.role, set(child, style)});
    }
}

std::vector<Setter::Atom> Setter::atoms_of(const Node& node, Style style) const {
    std::vector<Atom> atoms;
    if (node.kind == Kind::row)
        collect(node, style, atoms);
    else if (node.kind == Kind::style)
        collect(node.children[0], {node.style, style.cramped}, atoms);
    else
        atoms.push_back({&node, style, node.role, set(node, style)});
    // A sign without a left or a right side is no binary operator: "-x", "(+)".
    Atom* before = nullptr;
    for (Atom& atom : atoms) {
        if (atom.is_space()) continue;
        const Role left = before ? before->role : Role::opening;
        const bool no_left = left == Role::binary || left == Role::large || left == Role::relation ||
                             left == Role::opening || left == Role::punctuation;
        if (atom.role == Role::binary && no_left) atom.role = Role::ordinary;
        const bool no_right =
            atom.role == Role::relation || atom.role == Role::closing || atom.role == Role::punctuation;
        if (no_right && before && before->role == Role::binary) before->role = Role::ordinary;
        before = &atom;
    }
    if (before && before->role == Role::binary) before->role = Role::ordinary;
    return atoms;
}

float Setter::gap(const Atom& before, const Atom& after) const {
    const int gap = gaps[static_cast<int>(before.role)][static_cast<int>(after.role)];
    if (gap < 0 && after.style.level >= 2) return 0;
    return static_cast<float>(std::abs(gap)) / 18 * em(after.style);
}

std::vector<Piecewise> Setter::set_pieces(const Node& formula, Style style) const {
    const std::vector<Atom> atoms = atoms_of(formula, style);
    std::vector<Piecewise> pieces(1);
    const Atom* before = nullptr;
    bool broken = false;
    int brackets = 0;  // open ones
    for (std::size_t k = 0; k < atoms.size(); ++k) {
        const Atom& atom = atoms[k];
        if (atom.role == Role::opening) ++brackets;
        if (atom.role == Role::closing && brackets > 0) --brackets;
        float space = before && !atom.is_space() ? gap(*before, atom) : 0;
        if (broken) {
            pieces.push_back({{}, space});
            space = 0;
            broken = false;
        }
        Box& box = pieces.back().box;
        box.width += space;
        const bool last = k + 1 == atoms.size(), alone = atoms.size() == 1;
        box.add(atom.box, box.width, 0);
        box.width += atom.box.width + atom.overhang();
        box.accent = alone ? atom.box.accent : -1;
        box.glyph = alone ? atom.box.glyph : 0;
        if (!atom.is_space()) before = &atom;
        broken = atom.breaks_behind() && brackets == 0 && !last;
    }
    return pieces;
}

}  // namespace coalesce::formula
