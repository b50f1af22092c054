#include "desk/panel_picture.hpp"

#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "chart/implot_painter.hpp"
#include "chart/numbers.hpp"
#include "chart/vector_painter.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/model/text.hpp"
#include "desk/clips.hpp"
#include "desk/desk.hpp"
#include "desk/measurement_plots.hpp"
#include "desk/panels.hpp"
#include "version.hpp"
#include "view/merge_tree.hpp"
#include "view/target.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr int smallest_picture_side = 320, largest_picture_side = 16384;
/// Size of the page at scale 1, points; its text is as large as in the desktop's panels.
constexpr float page_width = 1200, page_height = 900, text_size = 16;

std::string caption(const Desk& desk, const Frame& frame) {
    const Phase* phase = phase_at(frame.phases, frame.time);
    std::string text = "t = " + number_text(frame.time, 4) + (phase ? "  ·  " + phase->name : "");
    text += "  ·  " + grouped(frame.size()) + " tokens";
    return text + formatted("  ·  β = %.4g", desk.run().document.scene.model.beta);
}

/// Returns the number of columns of a page whose cells are 1.6 times as wide as high, as nearly as possible.
int columns_of(float width, float height, int count) {
    const float wanted = std::sqrt(static_cast<float>(count) * width / (1.6f * height));
    return std::clamp(static_cast<int>(std::lround(wanted)), 1, count);
}

/// Pixels per point of a picture. Text of pictures that are smaller than the page stays half as large at least.
float scale_of(const PanelPicture& wanted) {
    const float scale =
        std::min(static_cast<float>(wanted.width) / page_width, static_cast<float>(wanted.height) / page_height);
    return std::max(0.5f, scale);
}

float top_of_contents() {
    return chart::header_height(1) + 12;
}

void add_measurements(chart::Page& page, const Desk& desk, const Frame& frame, Theme theme) {
    constexpr float margin = 16, gap = 16, title = 26;
    const float top = top_of_contents();
    const std::vector<MeasurementPlot> plots = measurement_plots(desk, frame, theme);
    const int count = static_cast<int>(plots.size()), columns = columns_of(page.width, page.height - top, count);
    const int rows = (count + columns - 1) / columns;
    const float height = (page.height - top - margin - static_cast<float>(rows - 1) * gap) / static_cast<float>(rows);
    for (int k = 0; k < count; ++k) {
        const MeasurementPlot& plot = plots[static_cast<std::size_t>(k)];
        const float y = top + static_cast<float>(k / columns) * (height + gap) + title;
        const chart::Box where =
            chart::row(page.width, margin, gap, y, height - title, columns)[static_cast<std::size_t>(k % columns)];
        const std::size_t first = page.charts.size();
        plot.place(page, where);
        page.charts[first].chart.title = typeset(plot.title);
        page.charts[first].note = typeset(plot.note);
    }
}

/// Where the contents of a page lie whose words begin where its title does.
chart::Box below_header(const chart::Page& page) {
    constexpr float margin = 24;
    const float top = top_of_contents();
    return {margin, top, page.width - 2 * margin, page.height - top - margin};
}

void add_tree(chart::Page& page, const Desk& desk, const Frame& frame, Theme theme) {
    const auto draw = [&frame, theme, times = shown_times(desk, frame)](const chart::Canvas& canvas, chart::Place from,
                                                                        chart::Place to) {
        const float em = text_size * canvas.point;
        const TimeStrip strip{{from.x, from.y}, {to.x - 2.8f * em, to.y - 1.6f * em}, times};
        draw_merge_tree({canvas, em, theme}, lay_out_tree(strip, frame.lineage), frame.lineage, frame.time);
    };
    page.drawings.push_back({below_header(page), draw});
}

/// Theorems that hold are listed at the left; those that do not, with the reason, at the right.
void add_theory(chart::Page& page, const Frame& frame, Theme theme) {
    chart::TextColumns columns{.where = below_header(page)};
    for (const bool valid : {true, false}) {
        chart::TextColumn column{valid ? "Holds here" : "Does not hold here, and why", theorems(frame, valid, theme)};
        if (column.entries.empty()) column.entries = {{{"Nothing at this time.", ink(palette::faint_text(theme))}}};
        columns.columns.push_back(std::move(column));
    }
    page.columns.push_back(std::move(columns));
}

/// The tree is drawn from `frame`, which must outlive the page.
chart::Page page_of(const Desk& desk, const Frame& frame, const PanelPicture& wanted) {
    const float scale = scale_of(wanted);
    chart::Page page;
    page.width = static_cast<float>(wanted.width) / scale;
    page.height = static_cast<float>(wanted.height) / scale;
    const std::string& name = desk.run().document.scene.name;
    page.title = name.empty() ? shown_path(std::filesystem::path(desk.run().edits.origin()).filename().string()) : name;
    page.source = program_name_and_version();
    page.lines = {typeset(caption(desk, frame))};
    switch (wanted.of) {
        case PanelPicture::Of::measurements:
            add_measurements(page, desk, frame, wanted.theme);
            break;
        case PanelPicture::Of::tree:
            add_tree(page, desk, frame, wanted.theme);
            break;
        case PanelPicture::Of::theory:
            add_theory(page, frame, wanted.theme);
            break;
    }
    return page;
}

void draw_page(const Desk& desk, const Frame& frame, const PanelPicture& wanted) {
    const ImVec2 size{static_cast<float>(wanted.width), static_cast<float>(wanted.height)};
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::Begin("picture", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings);
    chart::draw(page_of(desk, frame, wanted), chart_screen(), palette::paper(wanted.theme), visual_order);
    ImGui::End();
    ImGui::PopStyleVar();
}

}  // namespace

void validate(const PanelPicture& wanted) {
    if (!chart::picture_format_of(wanted.path))
        throw InputError((wanted.path.empty() ? "file" : wanted.path) + ": found " +
                         (wanted.path.empty() ? "no name" : "another ending") + ", expected a name that ends in " +
                         chart::picture_endings());
    const int low = std::min(wanted.width, wanted.height), high = std::max(wanted.width, wanted.height);
    if (low < smallest_picture_side || high > largest_picture_side)
        throw InputError("size of " + wanted.path + ": found " + std::to_string(wanted.width) + "x" +
                         std::to_string(wanted.height) + ", expected " + std::to_string(smallest_picture_side) +
                         " to " + std::to_string(largest_picture_side) + " pixels a side");
}

Image paint_panel(const Desk& desk, const Frame& frame, const PanelPicture& wanted) {
    Ui ui(wanted.theme, scale_of(wanted));
    OffscreenTarget target(wanted.width, wanted.height);
    // ImPlot uses the tick labels' space of the previous frame: the first pass settles the axes.
    for (int pass = 0; pass < 2; ++pass) {
        target.bind();
        const Rgb ground = background(wanted.theme);
        glDisable(GL_SCISSOR_TEST);
        glClearColor(ground.r, ground.g, ground.b, 1);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        ui.begin_offscreen(wanted.width, wanted.height);
        draw_page(desk, frame, wanted);
        ui.end_offscreen();
    }
    Image image;
    target.read(image);
    return image;
}

std::string vector_panel(const Desk& desk, const Frame& frame, const PanelPicture& wanted) {
    return chart::vector_page(page_of(desk, frame, wanted), {}, palette::paper(wanted.theme),
                              chart::picture_format_of(wanted.path).value());
}

void write_due_picture(Desk& desk, const Frame& frame) {
    if (!desk.panel_picture.due) return;
    const PanelPicture wanted = *std::exchange(desk.panel_picture.due, std::nullopt);
    try {
        std::string left_out;
        if (chart::picture_format_of(wanted.path) == chart::PictureFormat::png) {
            const PictureComment comment = comment_of(desk.runs, desk.twin_clock, wanted.path);
            write_png(paint_panel(desk, frame, wanted), wanted.path, comment.text);
            left_out = comment.left_out;
        } else {
            write_file(wanted.path, vector_panel(desk, frame, wanted));
        }
        report(desk, false, "exported " + shown_path(wanted.path) + left_out, wanted.path);
    } catch (const RunError& error) {
        report(desk, true, error.what());
    }
}

}  // namespace coalesce
