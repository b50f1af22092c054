// The note of a chart, and the stretches and marks of a run, which the timeline draws as well.

#include <algorithm>
#include <cmath>

#include "chart/clipping.hpp"
#include "chart/items.hpp"

namespace coalesce::chart {
namespace {

constexpr float span_strength = 0.16f, line_strength = 0.8f, mark_strength = 0.45f;
/// Share of its strength that a mark has which is still to come.
constexpr float future_strength = 0.4f;
/// Points from the frame to a note.
constexpr float note_padding = 6;
/// Share of the height that a note may take.
constexpr float most_note = 0.6f;

struct Wrapped {
    std::vector<std::string> lines;
    bool whole = true;
};

Wrapped wrapped_note(const std::string& text, float width, float height, const Painting& painting) {
    const Letters letters{{}, painting.text_size};
    const auto width_of = [&](const std::string& part) { return painting.surface.width_of(part, letters); };
    Wrapped wrapped{broken(text, width - 2 * note_padding * painting.point, width_of)};
    std::string kept = text;
    while (static_cast<float>(wrapped.lines.size()) * letters.size > most_note * height) {
        const std::size_t cut = kept.find_last_of(' ');
        if (cut == std::string::npos) break;
        kept.resize(cut);
        wrapped = {broken(kept + "…", width - 2 * note_padding * painting.point, width_of), false};
    }
    return wrapped;
}

Colour weaker(Colour colour, float strength) {
    return faded(colour, colour.a * strength);
}

}  // namespace

bool draw_note(const Note& note, const Painting& painting) {
    const PlotArea& area = painting.area;
    const Wrapped wrapped = wrapped_note(note.text, area.width(), area.height(), painting);
    const float pad = note_padding * painting.point;
    Place at{area.from.x + pad, area.from.y + pad};
    for (const std::string& line : wrapped.lines) {
        painting.surface.text(at, line, {note.colour, painting.text_size});
        at.y += painting.text_size;
    }
    return wrapped.whole;
}

double note_share(const Note& note, float width, float height, const Painting& painting) {
    if (!(height > 0)) return 0;
    const Wrapped wrapped = wrapped_note(note.text, width, height, painting);
    const float taken =
        static_cast<float>(wrapped.lines.size()) * painting.text_size + 2 * note_padding * painting.point;
    return static_cast<double>(taken / height);
}

void draw_spans(const Spans& spans, const Painting& painting) {
    const PlotArea& area = painting.area;
    Surface& surface = painting.surface;
    const float point = painting.point, strip = (spans.names_above ? 4 : 2) * point;
    const Letters letters{spans.text, spans.names_above ? 15 * point : painting.text_size, spans.names_above};
    for (const Spans::Span& span : spans.spans) {
        const float left = std::max(area.from.x, area.across(span.from));
        const float right = std::min(area.to.x, area.across(span.to));
        if (!(left < right)) continue;
        surface.rectangle({left, area.from.y}, {right, area.to.y}, weaker(span.colour, span_strength));
        surface.rectangle({left, area.from.y}, {right, area.from.y + strip},
                          weaker(span.colour, spans.names_above ? 1 : line_strength));
        const float pad = 0.35f * letters.size, width = surface.width_of(span.name, letters);
        if (spans.names_above)
            surface.text({(left + right) / 2, area.from.y - 23 * point}, span.name, letters, Align::centre);
        else if (width + 2 * pad < right - left)
            surface.text({left + pad, area.from.y + 0.15f * letters.size + strip}, span.name, letters);
    }
}

void draw_marks(const Marks& marks, const Painting& painting) {
    const PlotArea& area = painting.area;
    const float size = 0.34f * painting.text_size;
    float drawn = -INFINITY;  // marks within a unit are one
    for (const double at : marks.at) {
        const float x = area.across(at);
        if (!(x >= area.from.x && x <= area.to.x) || std::abs(x - drawn) < 1) continue;
        drawn = x;
        const float strength = at > marks.now ? future_strength : 1;
        const Place ends[] = {{x, area.from.y}, {x, area.to.y}};
        painting.surface.line(ends, {weaker(marks.colour, mark_strength * strength), painting.point});
        const float y = area.to.y - size;
        const Place diamond[] = {{x + size, y}, {x, y - size}, {x - size, y}, {x, y + size}};
        painting.surface.convex(diamond, weaker(marks.colour, strength));
    }
}

}  // namespace coalesce::chart
