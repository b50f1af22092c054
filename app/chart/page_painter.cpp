#include "chart/page_painter.hpp"

#include "chart/colour_bar.hpp"
#include "chart/text_columns.hpp"
#include "chart/words.hpp"

namespace coalesce::chart {
namespace {

constexpr float page_margin = 24, title_size = 22, page_text_size = 14, chart_title_size = 16, bar_text_size = 16;
constexpr float first_line = 45, line_height = 21;

class PagePainter {
  public:
    PagePainter(const Page& page, const PageBrush& brush) : page_(page), brush_(brush), surface_(brush.surface) {}

    void header() const {
        const Colour faint = brush_.paper.faint_text;
        const std::string title = brush_.ordered ? brush_.ordered(page_.title) : page_.title;
        as_written(page_margin, 12, title, {brush_.paper.text, title_size, true});
        as_written(page_.width - page_margin, 18, page_.source, {faint, page_text_size}, Align::right);
        float y = first_line;
        for (const std::string& line : page_.lines) {
            text(page_margin, y, line, {faint, page_text_size});
            y += line_height;
        }
    }

    void legend(const LegendLine& legend) const {
        constexpr float box = 11;
        float right = page_.width - page_margin;
        for (auto key = legend.keys.rbegin(); key != legend.keys.rend(); ++key) {
            const Letters letters{brush_.paper.text, page_text_size};
            text(right, legend.y, key->name, letters, Align::right);
            right -= width_of(key->name, letters) + 6;
            surface_.rectangle(place(right - box, legend.y + 4), place(right, legend.y + 4 + box), key->colour);
            right -= box + 16;
        }
    }

    void chart(std::size_t index, std::vector<PlotArea>& areas) const {
        const PlacedChart& placed = page_.charts[index];
        const Box& where = placed.where;
        const Letters title{brush_.paper.text, chart_title_size, true};
        text(where.x + 8, where.y - 24, placed.chart.title, title);
        if (!placed.note.empty())
            text(where.x + 18 + width_of(placed.chart.title, title), where.y - 22, placed.note,
                 {brush_.paper.faint_text, page_text_size});
        areas.push_back(brush_.chart(placed, place(where.x, where.y), place(where.right(), where.bottom()), index));
    }

    void bar(const PlacedBar& placed) const {
        draw_colour_bar(placed.bar, place(placed.where.x, placed.where.y),
                        place(placed.where.right(), placed.where.bottom()), surface_, brush_.paper, brush_.point,
                        bar_text_size * brush_.point);
    }

    void drawing(const PlacedDrawing& placed) const {
        const Box& where = placed.where;
        placed.draw(canvas(), place(where.x, where.y), place(where.right(), where.bottom()));
    }

    void columns(const TextColumns& columns) const { draw_columns(columns, canvas(), brush_.paper); }

    void leader(const Leader& leader, const PlotArea& area) const {
        const float point = brush_.point, x = area.across(leader.at), end = area.from.y - leader.above * point;
        const Place knee{x, end - 10 * point}, way[] = {place(leader.x, leader.y), knee, {x, end}};
        surface_.line(way, {leader.colour, point});
        surface_.circle({x, end}, 2.5f * point, leader.colour, {transparent, 0});
    }

    void text(const PageText& words) const {
        text(words.x, words.y, words.text, {words.colour, words.size, words.strong}, words.align);
    }

  private:
    Canvas canvas() const { return {surface_, brush_.point, brush_.finest}; }
    Place place(float x, float y) const { return {x * brush_.point, y * brush_.point}; }
    /// Sizes in points.
    float width_of(const std::string& words, Letters letters) const {
        letters.size *= brush_.point;
        return words_width(words, letters, surface_) / brush_.point;
    }
    void as_written(float x, float y, const std::string& words, Letters letters, Align align = Align::left) const {
        letters.size *= brush_.point;
        if (!words.empty()) surface_.text(place(x, y), words, letters, align);
    }
    void text(float x, float y, const std::string& words, Letters letters, Align align = Align::left) const {
        letters.size *= brush_.point;
        draw_words(place(x, y), words, letters, surface_, align, brush_.paper.faint_text);
    }

    const Page& page_;
    const PageBrush& brush_;
    Surface& surface_;
};

}  // namespace

std::vector<Box> row(float width, float margin, float gap, float y, float height, int count) {
    std::vector<Box> boxes;
    const float each = (width - 2 * margin - static_cast<float>(count - 1) * gap) / static_cast<float>(count);
    for (int k = 0; k < count; ++k) boxes.push_back({margin + static_cast<float>(k) * (each + gap), y, each, height});
    return boxes;
}

float header_height(std::size_t lines) {
    return 57 + line_height * static_cast<float>(lines);
}

void draw_page(const Page& page, const PageBrush& brush) {
    const PagePainter painter(page, brush);
    painter.header();
    for (const LegendLine& legend : page.legends) painter.legend(legend);
    std::vector<PlotArea> areas;
    for (std::size_t k = 0; k < page.charts.size(); ++k) painter.chart(k, areas);
    for (const PlacedBar& bar : page.bars) painter.bar(bar);
    for (const PlacedDrawing& drawing : page.drawings) painter.drawing(drawing);
    for (const TextColumns& columns : page.columns) painter.columns(columns);
    for (const PageText& words : page.texts) painter.text(words);
    for (const Leader& leader : page.leaders) painter.leader(leader, areas[leader.chart]);
}

}  // namespace coalesce::chart
