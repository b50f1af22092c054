#include "view/twin_view.hpp"

#include <algorithm>
#include <cmath>

#include "chart/implot_painter.hpp"
#include "coalesce/observe/cloud_distance.hpp"
#include "view/hud.hpp"
#include "view/twin_plots.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Height of a plot's title and smallest sizes of a plot, ems.
constexpr float twin_title_ems = 2.2f, least_twin_height = 8, least_twin_width = 18;

struct TwinPlot {
    std::string title;
    const char* id;
    chart::Chart chart;
};

void draw_twin_plot(const TwinPlot& plot, ImVec2 size) {
    ImGui::BeginGroup();
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextUnformatted(plot.title.c_str());
    ImGui::PopFont();
    chart::draw(plot.chart, plot.id, size, chart_screen());
    ImGui::EndGroup();
}

/// Draws energies, distances and, where there is room for a third plot, numbers of clusters.
void draw_twin_plots(std::span<const SeenRun> runs, const TwinDistances& distances, const SidePlaces& places) {
    const SceneDocument& document = *runs.front().document;
    const Theme theme = document.view.theme;
    const bool log_time = document.scene.time.axis == TimeAxis::log;
    std::vector<std::span<const Measurement>> rows;
    for (const SeenRun& run : runs) rows.push_back(run.history);
    const auto series = [&](Series which) {
        return twin_series_chart(which, rows, log_time, theme, which == Series::energy ? runs.front().frame : nullptr);
    };
    std::string distance = typeset(cloud_distance_name(runs.front().frame->dimension));
    distance[0] = distance[0] == 's' ? 'S' : distance[0];
    std::vector<TwinPlot> plots{
        {"Energy", "##energy", series(Series::energy)},
        {distance + " between the clouds", "##distance", twin_distance_chart(distances, runs.size(), log_time, theme)},
        {"Clusters", "##clusters", series(Series::clusters)}};
    ImGui::SetNextWindowPos({places.panels.x, places.panels.y});
    ImGui::SetNextWindowSize({places.panels.width, places.panels.height});
    ImGui::Begin("twins", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float em = ImGui::GetFontSize(), gap = ImGui::GetStyle().ItemSpacing.x;
    const float fitting =
        places.panels_below ? room.x / (least_twin_width * em) : room.y / ((twin_title_ems + least_twin_height) * em);
    const auto count =
        static_cast<std::size_t>(std::clamp(std::floor(fitting), 1.0f, static_cast<float>(plots.size())));
    const auto share = static_cast<float>(count);
    const ImVec2 size = places.panels_below ? ImVec2{(room.x - gap * (share - 1)) / share, room.y - twin_title_ems * em}
                                            : ImVec2{room.x, room.y / share - twin_title_ems * em};
    for (std::size_t k = 0; k < count; ++k) {
        if (k > 0 && places.panels_below) ImGui::SameLine();
        draw_twin_plot(plots[k], size);
    }
    ImGui::End();
}

}  // namespace

ViewState with_camera(ViewState view, const ViewState& camera) {
    view.theme = camera.theme;
    view.yaw = camera.yaw;
    view.pitch = camera.pitch;
    view.distance = camera.distance;
    view.pan = camera.pan;
    view.turntable = camera.turntable;
    return view;
}

TwinView::TwinView(std::size_t runs) {
    for (std::size_t k = 0; k < runs; ++k) views_.push_back(std::make_unique<SceneView>());
}

void draw_on_common_scales(std::span<SceneView* const> pictures, std::span<const SeenFrame> frames,
                           const std::function<void(std::size_t)>& draw) {
    std::vector<CommonScales> scales = common_scales(frames);
    std::vector<Shown> shown;
    const auto draw_one = [&](std::size_t k) {
        pictures[k]->scale_by(scales[k]);
        draw(k);
    };
    for (std::size_t k = 0; k < frames.size(); ++k) {
        draw_one(k);
        shown.push_back(pictures[k]->shown());
    }
    // The largest density is known now; the others are coloured again.
    const double density = common_density(shown);
    for (std::size_t k = 0; k < frames.size(); ++k) {
        if (shown[k].own_density == 0 || shown[k].own_density == density) continue;
        scales[k].density = density;
        draw_one(k);
    }
}

void TwinView::draw(std::span<const SeenRun> runs, const ViewState& camera, const SidePlaces& places, int height,
                    float scale, float em) {
    std::vector<ViewState> seen;
    std::vector<SeenFrame> frames;
    std::vector<SceneView*> pictures;
    for (std::size_t k = 0; k < runs.size(); ++k) {
        const SideBox& box = places.runs[k].picture;
        const ViewState view = with_camera(runs[k].document->view, camera);
        seen.push_back(view.hud && runs.size() > 1 ? clear_of_hud(view, box.width / em, box.height / em) : view);
        pictures.push_back(views_[k].get());
    }
    for (std::size_t k = 0; k < runs.size(); ++k) frames.push_back({runs[k].frame, &seen[k]});
    draw_on_common_scales(pictures, frames, [&](std::size_t k) {
        const SideBox& box = places.runs[k].picture;
        const int x = static_cast<int>(box.x), y = static_cast<int>(box.y), right = static_cast<int>(box.x + box.width),
                  bottom = static_cast<int>(box.y + box.height);
        // OpenGL counts rows from below.
        pictures[k]->draw(*runs[k].frame, seen[k], x, height - bottom, right - x, bottom - y, scale);
    });
}

void draw_run_name(ImDrawList& list, const SideBox& line, std::size_t run, const std::string& words, Theme theme) {
    const float em = ImGui::GetFontSize(), pixels = 1.1f * em, stroke = 1.6f * em, gap = 0.6f * em;
    ImGui::PushFont(semibold_font(), 0);
    const std::string text = visual_order(elided(words, line.width - stroke - 3 * gap, pixels));
    const float width = ImGui::CalcTextSize(text.c_str()).x * pixels / em;
    ImGui::PopFont();
    const float left = line.x + 0.5f * (line.width - width - stroke - gap), middle = line.y + 0.5f * line.height;
    const chart::Colour colour = run_colour(run, theme);
    list.AddRectFilled({left, middle - 0.11f * em}, {left + stroke, middle + 0.11f * em},
                       ImGui::GetColorU32(ImVec4(colour.r, colour.g, colour.b, 1)), 0.1f * em);
    list.AddText(semibold_font(), pixels, {left + stroke + gap, middle - 0.5f * pixels},
                 ImGui::GetColorU32(palette::text(theme)), text.c_str());
}

void draw_twin_overlay(std::span<const SeenRun> runs, std::span<const Shown> shown,
                       const std::vector<std::string>& words, const TwinDistances& distances,
                       const SidePlaces& places) {
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    for (std::size_t k = 0; k < runs.size(); ++k) {
        const SidePlaces::Place& place = places.runs[k];
        const SceneDocument& document = *runs[k].document;
        if (document.view.hud)
            draw_hud(list, {place.picture.x, place.picture.y}, {place.picture.width, place.picture.height},
                     *runs[k].frame, document, shown[k], false);
        if (place.name.height > 0) draw_run_name(list, place.name, k, words[k], document.view.theme);
    }
    if (places.panels.width > 0) draw_twin_plots(runs, distances, places);
}

}  // namespace coalesce
