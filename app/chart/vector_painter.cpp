#include "chart/vector_painter.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <type_traits>

#include "chart/items.hpp"
#include "chart/legend.hpp"
#include "chart/page_painter.hpp"
#include "chart/pdf_surface.hpp"
#include "chart/svg_surface.hpp"
#include "chart/ticks.hpp"
#include "chart/words.hpp"

namespace coalesce::chart {
namespace {

// The measures of view/ui.cpp for ImPlot, in points.
constexpr float plot_text_size = 16, plot_padding = 6, label_padding_x = 5, label_padding_y = 4;
constexpr float legend_padding_x = 8, legend_padding_y = 6;
constexpr float major_length = 4, minor_length = 2;
constexpr float major_grid = 0.22f, minor_grid = 0.055f, tick_strength = 0.5f;
/// Units of tick placement to a point of a page.
constexpr float tick_units = 2;
/// Columns to a point in which a rising curve keeps four points.
constexpr float curve_columns = 2;
/// Points that a printed page still shows.
constexpr float finest = 0.25f;

/// One chart on a surface in points.
class Frame {
  public:
    Frame(const Chart& chart, Surface& surface, const Paper& paper)
        : chart_(chart), surface_(surface), paper_(paper), letters_{paper.text, plot_text_size} {}

    PlotArea draw(Place from, Place to, float side_room) {
        lay_out({from.x + side_room, from.y + plot_padding}, {to.x - side_room, to.y - plot_padding});
        draw_grid();
        draw_labels();
        const Painting painting{.area = area_,
                                .surface = surface_,
                                .text_size = plot_text_size,
                                .columns = curve_columns,
                                .finest = finest};
        draw_items(chart_, painting);
        if (chart_.note) {
            surface_.clip(area_.from, area_.to);
            draw_note(*chart_.note, painting);
            surface_.unclip();
        }
        draw_ticks();
        surface_.frame(area_.from, area_.to, {paper_.line, 1});
        draw_own_legend(from, to);
        return area_;
    }

  private:
    float width_of(const std::string& text) const { return surface_.width_of(text, letters_); }

    void lay_out(Place from, Place to) {
        area_.x_scale = chart_.x.scale;
        area_.y_scale = chart_.y.scale;
        area_.x = chart_.x.range.value_or(fitted(chart_, false));
        if (chart_.legend != Legend::none) {
            const bool above = chart_.legend == Legend::above;
            legend_style_ = {.letters = letters_, .in_rows = above || chart_.legend_in_a_row};
            legend_style_.widest = to.x - from.x;
            legend_ = lay_out_legend(keys_of(chart_), legend_style_, surface_);
            if (above && !legend_.entries.empty()) from.y += legend_.size.y + legend_padding_y;
        }
        if (!chart_.x.label.empty()) to.y -= plot_text_size + label_padding_y;
        if (chart_.x.tick_labels) to.y -= plot_text_size + label_padding_y;
        area_.from = from;
        area_.to = to;
        // The widest label of the vertical axis decides the width, and is not known yet; an estimate breaks notes into
        // lines well enough.
        const Painting painting{.area = area_, .surface = surface_, .text_size = plot_text_size};
        const double clear =
            chart_.note ? note_share(*chart_.note, area_.width() - 4 * plot_text_size, area_.height(), painting) : 0;
        area_.y = chart_.y.range.value_or(fitted(chart_, true, clear));
        y_ticks_ = place_ticks(chart_.y, area_.y, tick_units * area_.height(), true,
                               [](const std::string&) { return tick_units * plot_text_size; });
        for (const PlacedTick& tick : y_ticks_) widest_ = std::max(widest_, width_of(tick.label));
        if (!chart_.y.label.empty()) area_.from.x += plot_text_size + label_padding_x;
        if (chart_.y.tick_labels) area_.from.x += widest_ + label_padding_x;
        x_ticks_ = place_ticks(chart_.x, area_.x, tick_units * area_.width(), false,
                               [&](const std::string& label) { return tick_units * width_of(label); });
    }

    void rule(Place from, Place to, Colour colour, float strength) const {
        const Place ends[] = {from, to};
        surface_.line(ends, {faded(colour, colour.a * strength), 1});
    }

    void draw_grid() const {
        // Minor lines fade where they stand closer than ten pixels of the PNG, and vanish at five.
        const auto minor = [](std::size_t count, float length) {
            const float density = static_cast<float>(count) / (tick_units * length);
            return minor_grid * std::clamp(2 - 10 * density, 0.0f, 1.0f);
        };
        for (const PlacedTick& tick : x_ticks_)
            rule({area_.across(tick.at), area_.from.y}, {area_.across(tick.at), area_.to.y}, paper_.faint_text,
                 tick.major ? major_grid : minor(x_ticks_.size(), area_.width()));
        for (const PlacedTick& tick : y_ticks_)
            rule({area_.from.x, area_.down(tick.at)}, {area_.to.x, area_.down(tick.at)}, paper_.faint_text,
                 tick.major ? major_grid : minor(y_ticks_.size(), area_.height()));
    }

    void draw_labels() const {
        for (const PlacedTick& tick : x_ticks_)
            if (!tick.label.empty())
                surface_.text({area_.across(tick.at), area_.to.y + label_padding_y}, tick.label, letters_,
                              Align::centre);
        for (const PlacedTick& tick : y_ticks_)
            if (!tick.label.empty())
                surface_.text({area_.from.x - label_padding_x, area_.down(tick.at) - plot_text_size / 2}, tick.label,
                              letters_, Align::right);
        const float below = label_padding_y + (chart_.x.tick_labels ? plot_text_size + label_padding_y : 0);
        if (!chart_.x.label.empty())
            draw_words({(area_.from.x + area_.to.x) / 2, area_.to.y + below}, chart_.x.label, letters_, surface_,
                       Align::centre);
        const float beside = label_padding_x + (chart_.y.tick_labels ? widest_ + label_padding_x : 0) + plot_text_size;
        if (!chart_.y.label.empty())
            draw_words_upwards({area_.from.x - beside, (area_.from.y + area_.to.y) / 2}, chart_.y.label, letters_,
                               surface_);
    }

    void draw_ticks() const {
        for (const PlacedTick& tick : x_ticks_) {
            const float x = area_.across(tick.at), length = tick.major ? major_length : minor_length;
            rule({x, area_.to.y}, {x, area_.to.y - length}, paper_.faint_text, tick_strength);
        }
        for (const PlacedTick& tick : y_ticks_) {
            const float y = area_.down(tick.at), length = tick.major ? major_length : minor_length;
            rule({area_.from.x, y}, {area_.from.x + length, y}, paper_.faint_text, tick_strength);
        }
    }

    void draw_own_legend(Place from, Place to) const {
        if (legend_.entries.empty()) return;
        const bool north = chart_.legend == Legend::north_west || chart_.legend == Legend::north_east;
        const bool west = chart_.legend == Legend::north_west || chart_.legend == Legend::south_west;
        const Place size = legend_.size;
        Place at{west ? area_.from.x + legend_padding_x : area_.to.x - legend_padding_x - size.x,
                 north ? area_.from.y + legend_padding_y : area_.to.y - legend_padding_y - size.y};
        if (chart_.legend == Legend::above) at = {(from.x + to.x - size.x) / 2, from.y + plot_padding};
        draw_legend(legend_, at, legend_style_, faded(paper_.panel, 0.85f), surface_);
    }

    const Chart& chart_;
    Surface& surface_;
    const Paper& paper_;
    Letters letters_;
    PlotArea area_;
    std::vector<PlacedTick> x_ticks_, y_ticks_;
    LegendStyle legend_style_;
    LegendLayout legend_;
    float widest_ = 0;
};

void put_on(Surface& surface, const Page& page, const std::vector<Pixels>& spheres, const Paper& paper) {
    surface.rectangle({0, 0}, {page.width, page.height}, paper.ground);
    for (std::size_t k = 0; k < page.spheres.size() && k < spheres.size(); ++k) {
        const Box& where = page.spheres[k].where;
        surface.picture({where.x, where.y}, {where.right(), where.bottom()}, spheres[k]);
    }
    draw_page(page, {.surface = surface,
                     .paper = paper,
                     .finest = finest,
                     .chart = [&](const PlacedChart& placed, Place from, Place to, std::size_t) {
                         return draw(placed.chart, from, to, surface, paper, placed.side_room);
                     }});
}

}  // namespace

PlotArea draw(const Chart& chart, Place from, Place to, Surface& surface, const Paper& paper, float side_room) {
    return Frame(chart, surface, paper).draw(from, to, side_room);
}

std::string vector_page(const Page& page, const std::vector<Pixels>& spheres, const Paper& paper,
                        PictureFormat format) {
    const auto put_on_new = [&]<class Kind>(std::type_identity<Kind>) {
        Kind surface(page.width, page.height, page.title);
        put_on(surface, page, spheres, paper);
        return surface.finish();
    };
    switch (format) {
        case PictureFormat::pdf:
            return put_on_new(std::type_identity<PdfSurface>());
        case PictureFormat::svg:
            return put_on_new(std::type_identity<SvgSurface>());
        case PictureFormat::png:
            break;
    }
    throw std::invalid_argument("vector_page: found png, expected a format of lines and text");
}

}  // namespace coalesce::chart
