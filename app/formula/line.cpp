#include "formula/line.hpp"

#include <fribidi.h>

#include <algorithm>

#include "formula/characters.hpp"

namespace coalesce::formula {
namespace {

constexpr char32_t object = 0xFFFC;

/// One character of a line, or one box.
struct Cell {
    char32_t character;
    bool strong;
    const Item* box;
    FriBidiLevel level = 0;
};

std::vector<Cell> cells_of(const std::vector<Item>& line) {
    std::vector<Cell> cells;
    for (const Item& item : line) {
        if (item.kind == Item::Kind::box) {
            cells.push_back({object, false, &item});
            continue;
        }
        for (std::size_t at = 0; at < item.text.size();)
            cells.push_back({take_character(item.text, at), item.strong, nullptr});
    }
    return cells;
}

/// Sets the levels of the bidirectional algorithm. False if all are 0: everything reads from left to right.
bool set_levels(std::vector<Cell>& cells) {
    const auto n = static_cast<FriBidiStrIndex>(cells.size());
    std::vector<FriBidiChar> text;
    for (const Cell& cell : cells) text.push_back(cell.character);
    if (std::none_of(text.begin(), text.end(), [](FriBidiChar c) { return c >= 0x590; })) return false;
    std::vector<FriBidiCharType> types(cells.size());
    std::vector<FriBidiBracketType> brackets(cells.size());
    std::vector<FriBidiLevel> levels(cells.size());
    fribidi_get_bidi_types(text.data(), n, types.data());
    fribidi_get_bracket_types(text.data(), n, types.data(), brackets.data());
    FriBidiParType direction = FRIBIDI_PAR_ON;
    if (fribidi_get_par_embedding_levels_ex(types.data(), brackets.data(), n, &direction, levels.data()) <= 1)
        return false;
    for (std::size_t k = 0; k < cells.size(); ++k) cells[k].level = levels[k];
    return true;
}

std::string in_sight(const std::u32string& text, bool right_to_left) {
    const auto n = static_cast<FriBidiStrIndex>(text.size());
    const std::vector<FriBidiChar> in(text.begin(), text.end());
    std::vector<FriBidiChar> seen(text.size() + 1);
    FriBidiParType direction = right_to_left ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
    const bool ordered = fribidi_log2vis(in.data(), n, &direction, seen.data(), nullptr, nullptr, nullptr) != 0;
    std::string out;
    for (std::size_t k = 0; k < text.size(); ++k) append(out, ordered ? seen[k] : text[k]);
    return out;
}

/// A stretch of cells of one level and weight, or one box.
struct Stretch {
    std::u32string text;
    bool strong;
    const Item* box;
    FriBidiLevel level;
};

std::vector<Stretch> stretches_of(const std::vector<Cell>& cells) {
    std::vector<Stretch> all;
    for (const Cell& cell : cells) {
        const bool goes_on = !all.empty() && !cell.box && !all.back().box && all.back().strong == cell.strong &&
                             all.back().level == cell.level;
        if (!goes_on) all.push_back({{}, cell.strong, cell.box, cell.level});
        if (!cell.box) all.back().text += cell.character;
    }
    return all;
}

/// Rule L2: from the highest level down to 1, stretches of at least that level are reversed.
void reorder(std::vector<Stretch>& all) {
    FriBidiLevel highest = 0;
    for (const Stretch& each : all) highest = std::max(highest, each.level);
    for (FriBidiLevel level = highest; level > 0; --level)
        for (auto from = all.begin(); from != all.end();) {
            const auto within = [&](const Stretch& each) { return each.level >= level; };
            from = std::find_if(from, all.end(), within);
            const auto end = std::find_if_not(from, all.end(), within);
            std::reverse(from, end);
            from = end;
        }
}

}  // namespace

std::vector<Placed> in_order(const std::vector<Item>& line, bool visual) {
    std::vector<Cell> cells = cells_of(line);
    const bool turned = set_levels(cells);
    std::vector<Stretch> stretches = stretches_of(cells);
    if (turned) reorder(stretches);
    std::vector<Placed> placed;
    for (const Stretch& each : stretches) {
        if (each.box) {
            placed.push_back({.box = &each.box->box, .gap = placed.empty() ? 0 : each.box->gap});
            continue;
        }
        std::string text;
        if (turned && visual)
            text = in_sight(each.text, each.level % 2 == 1);
        else
            for (const char32_t c : each.text) append(text, c);
        placed.push_back({.text = std::move(text), .strong = each.strong});
    }
    return placed;
}

}  // namespace coalesce::formula
