#include "desk/panel_picture.hpp"

#include <glad/gl.h>
#include <imgui.h>
#include <implot.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "desk/desk.hpp"
#include "desk/measurement_plots.hpp"
#include "desk/panels.hpp"
#include "figure/canvas.hpp"
#include "model/error.hpp"
#include "model/path_text.hpp"
#include "version.hpp"
#include "view/merge_tree.hpp"
#include "view/numbers.hpp"
#include "view/target.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using figure::Canvas;
using figure::Rectangle;

constexpr int smallest_side = 320, largest_side = 16384;
/// Size of the page at scale 1, points; its text is as large as in the desktop's panels.
constexpr float page_width = 1200, page_height = 900;

std::string caption(const Desk& desk, const Frame& frame) {
    const Phase* phase = phase_at(frame.phases, frame.time);
    std::string text = "t = " + number_text(frame.time, 4) + (phase ? "  ·  " + phase->name : "");
    text += "  ·  " + figure::thousands(frame.size()) + " tokens";
    return text + figure::format("  ·  β = %.4g", desk.run().document.scene.model.beta);
}

/// Returns the number of columns of a page whose cells are 1.6 times as wide as high, as nearly as possible.
int columns_of(int width, int height, int count) {
    const double wanted = std::sqrt(count * static_cast<double>(width) / (1.6 * height));
    return std::clamp(static_cast<int>(std::lround(wanted)), 1, count);
}

/// Draws `inside` in a child window without frame or scroll bars, whose content region is `where`.
template <class Inside>
void in_child(const char* id, const Rectangle& where, const Inside& inside) {
    ImGui::SetCursorScreenPos({static_cast<float>(where.x), static_cast<float>(where.y)});
    ImGui::BeginChild(id, {static_cast<float>(where.width), static_cast<float>(where.height)}, ImGuiChildFlags_None,
                      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    inside();
    ImGui::EndChild();
}

void draw_measurements(const Desk& desk, const Frame& frame, const Canvas& canvas, int top) {
    const std::vector<MeasurementPlot> plots = measurement_plots(desk, frame, canvas.theme);
    const int count = static_cast<int>(plots.size()), margin = canvas.px(16), gap = canvas.px(16);
    const int columns = columns_of(canvas.width, canvas.height - top, count);
    const int rows = (count + columns - 1) / columns, title = canvas.px(26);
    const int width = (canvas.width - 2 * margin - (columns - 1) * gap) / columns;
    const int height = (canvas.height - top - margin - (rows - 1) * gap) / rows;
    for (int k = 0; k < count; ++k) {
        const MeasurementPlot& plot = plots[static_cast<std::size_t>(k)];
        const Rectangle where{margin + k % columns * (width + gap), top + k / columns * (height + gap) + title, width,
                              height - title};
        const ImVec2 at{static_cast<float>(where.x) + 8 * canvas.scale, static_cast<float>(where.y - title)};
        figure::draw_text(canvas, semibold_font(), 16, at, figure::Align::left, palette::text(canvas.theme),
                          plot.title);
        const float beside = semibold_font()->CalcTextSizeA(16 * canvas.scale, 1e9f, 0, plot.title.c_str()).x;
        figure::draw_text(canvas, ImGui::GetFont(), 14, {at.x + beside + 10 * canvas.scale, at.y + 2 * canvas.scale},
                          figure::Align::left, palette::faint_text(canvas.theme), plot.note);
        // Half of the last tick label reaches beyond its axis. Maps have a colour bar, which takes that space itself.
        const float room = plot.height > 1 ? 6.0f : 14.0f;
        ImPlot::PushStyleVar(ImPlotStyleVar_PlotPadding, {room * canvas.scale, 6 * canvas.scale});
        in_child(plot.title.c_str(), where, [&] {
            plot.draw({static_cast<float>(where.width), static_cast<float>(where.height)});
        });
        ImPlot::PopStyleVar();
    }
}

void draw_tree(const Desk& desk, const Frame& frame, const Canvas& canvas, int top) {
    const float em = ImGui::GetFontSize(), margin = 24 * canvas.scale;
    const TimeStrip strip{
        {margin, static_cast<float>(top)},
        {static_cast<float>(canvas.width) - margin - 2.8f * em, static_cast<float>(canvas.height) - margin - 1.6f * em},
        shown_times(desk, frame)};
    draw_merge_tree(*ImGui::GetWindowDrawList(), lay_out_tree(strip, frame.lineage), frame.lineage, frame.time,
                    canvas.theme);
}

/// Lists the theorems that hold on the left, and those that do not, with the reason, on the right.
void draw_theory(const Frame& frame, const Canvas& canvas, int top) {
    const int margin = canvas.px(24), gap = canvas.px(32), title = canvas.px(24);
    const int width = (canvas.width - 2 * margin - gap) / 2, height = canvas.height - top - title - margin;
    for (const bool valid : {true, false}) {
        const int left = valid ? margin : margin + width + gap;
        figure::draw_text(canvas, semibold_font(), 16, {static_cast<float>(left), static_cast<float>(top)},
                          figure::Align::left, palette::text(canvas.theme),
                          valid ? "Holds here" : "Does not hold here, and why");
        const bool none = std::none_of(frame.theory.begin(), frame.theory.end(),
                                       [valid](const Comparison& row) { return row.valid == valid; });
        in_child(valid ? "holds" : "not", {left, top + title, width, height}, [&] {
            if (none && !(valid && frame.forecast)) ImGui::TextDisabled("Nothing at this time.");
            draw_theorems(frame, valid, canvas.theme);
        });
    }
}

void draw_page(const Desk& desk, const Frame& frame, const Canvas& canvas, PanelPicture::Of of) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({static_cast<float>(canvas.width), static_cast<float>(canvas.height)});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::Begin("picture", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings);
    const std::string& name = desk.run().document.scene.name;
    figure::draw_header(
        canvas, name.empty() ? shown_path(std::filesystem::path(desk.run().edits.origin()).filename().string()) : name,
        program_name_and_version(), {caption(desk, frame)});
    const int top = canvas.px(figure::header_points(1) + 12);
    switch (of) {
        case PanelPicture::Of::measurements:
            draw_measurements(desk, frame, canvas, top);
            break;
        case PanelPicture::Of::tree:
            draw_tree(desk, frame, canvas, top);
            break;
        case PanelPicture::Of::theory:
            draw_theory(frame, canvas, top);
            break;
    }
    ImGui::End();
    ImGui::PopStyleVar();
}

}  // namespace

void validate(const PanelPicture& wanted) {
    if (std::filesystem::path(wanted.path).extension() != ".png")
        throw InputError((wanted.path.empty() ? "file" : wanted.path) + ": found " +
                         (wanted.path.empty() ? "no name" : "another ending") + ", expected a name that ends in .png");
    const int low = std::min(wanted.width, wanted.height), high = std::max(wanted.width, wanted.height);
    if (low < smallest_side || high > largest_side)
        throw InputError("size of " + wanted.path + ": found " + std::to_string(wanted.width) + "x" +
                         std::to_string(wanted.height) + ", expected " + std::to_string(smallest_side) + " to " +
                         std::to_string(largest_side) + " pixels a side");
}

Image paint_panel(const Desk& desk, const Frame& frame, const PanelPicture& wanted) {
    const float scale =
        std::min(static_cast<float>(wanted.width) / page_width, static_cast<float>(wanted.height) / page_height);
    Ui ui(wanted.theme, std::max(0.5f, scale));
    const Canvas canvas{wanted.width, wanted.height, ui.scale(), wanted.theme};
    OffscreenTarget target(wanted.width, wanted.height);
    // ImPlot uses the tick labels' space of the previous frame: the first pass settles the axes.
    for (int pass = 0; pass < 2; ++pass) {
        target.bind();
        const Rgb ground = background(wanted.theme);
        glDisable(GL_SCISSOR_TEST);
        glClearColor(ground.r, ground.g, ground.b, 1);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        ui.begin_offscreen(wanted.width, wanted.height);
        draw_page(desk, frame, canvas, wanted.of);
        ui.end_offscreen();
    }
    Image image;
    target.read(image);
    return image;
}

void write_due_picture(Desk& desk, const Frame& frame) {
    if (!desk.panel_picture.due) return;
    const PanelPicture wanted = *std::exchange(desk.panel_picture.due, std::nullopt);
    try {
        write_png(paint_panel(desk, frame, wanted), wanted.path);
        report(desk, false, "exported " + shown_path(wanted.path), wanted.path);
    } catch (const RunError& error) {
        report(desk, true, error.what());
    }
}

}  // namespace coalesce
