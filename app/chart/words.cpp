#include "chart/words.hpp"

#include "chart/prose.hpp"

namespace coalesce::chart {
namespace {

formula::Layout set_in_line(const std::string& words, const Letters& letters, Surface& surface) {
    return lay_out(formula::parse(words), {.size = letters.size, .strong = letters.strong}, surface);
}

}  // namespace

float words_width(const std::string& words, const Letters& letters, Surface& surface) {
    return formula::has_formula(words) ? set_in_line(words, letters, surface).width : surface.width_of(words, letters);
}

void draw_words(Place at, const std::string& words, const Letters& letters, Surface& surface, Align align,
                std::optional<Colour> typed) {
    if (words.empty()) return;
    if (!formula::has_formula(words)) return surface.text(at, words, letters, align);
    const formula::Layout layout = set_in_line(words, letters, surface);
    if (align != Align::left) at.x -= layout.width * (align == Align::centre ? 0.5f : 1);
    at.y += formula::rise_of_line * letters.size - layout.ascent;
    draw(layout, surface, at, {letters.colour, letters.colour, typed.value_or(letters.colour)});
}

void draw_words_upwards(Place at, const std::string& words, const Letters& letters, Surface& surface) {
    if (words.empty()) return;
    if (!formula::has_formula(words)) return surface.upwards(at, words, letters);
    surface.turn(at);
    draw_words(at, words, letters, surface, Align::centre);
    surface.turn_back();
}

}  // namespace coalesce::chart
