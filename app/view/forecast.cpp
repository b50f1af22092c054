#include "view/forecast.hpp"

#include <cmath>

#include "chart/numbers.hpp"
#include "view/camera.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Radius at which the forecast is drawn: outside of the tokens' discs on the circle, on the surface of the sphere.
float radius_of(int dimension) {
    return dimension == 2 ? 1.12f : 1.003f;
}

/// Adds an arrow head: two strokes back from `tip`, in the surface.
void add_head(std::vector<Segment>& out, const glm::vec3& before, const glm::vec3& tip, float size, Rgba8 colour) {
    const glm::vec3 along = tip - before;
    if (!(glm::length(along) > 0)) return;
    const glm::vec3 forward = glm::normalize(along), side = glm::normalize(glm::cross(tip, forward));
    for (const float sign : {-1.0f, 1.0f}) out.push_back({tip + size * (-forward + sign * 0.55f * side), tip, colour});
}

void add_path(std::vector<Segment>& out, const std::vector<Vec3>& path, int dimension, Rgba8 colour) {
    const float radius = radius_of(dimension);
    for (std::size_t i = 1; i < path.size(); ++i)
        out.push_back({radius * glm_vector(path[i - 1]), radius * glm_vector(path[i]), colour});
    const std::size_t middle = path.size() / 2;
    // Short paths have no arrow head.
    if (middle == 0 || glm::distance(glm_vector(path.front()), glm_vector(path.back())) < 0.12f) return;
    add_head(out, radius * glm_vector(path[middle - 1]), radius * glm_vector(path[middle]), 0.06f, colour);
}

void add_ring(std::vector<Segment>& out, const glm::vec3& x, float radius, Rgba8 colour) {
    const glm::vec3 other = std::abs(x.z) < 0.9f ? glm::vec3(0, 0, 1) : glm::vec3(1, 0, 0);
    const glm::vec3 u = glm::normalize(glm::cross(other, x)), v = glm::cross(glm::normalize(x), u);
    constexpr int pieces = 24;
    for (int i = 0; i < pieces; ++i) {
        const auto at = [&](int k) {
            const float angle = 6.2831853f * static_cast<float>(k) / pieces;
            return x + radius * (std::cos(angle) * u + std::sin(angle) * v);
        };
        out.push_back({at(i), at(i + 1), colour});
    }
}

/// Adds the mark of the meeting point: a ring, or on the circle, where a ring is seen from the side, a stroke.
void add_meeting(std::vector<Segment>& out, const Vec3& at, int dimension, Rgba8 colour) {
    const glm::vec3 x = glm_vector(at);
    if (dimension == 3)
        add_ring(out, radius_of(dimension) * x, 0.035f, colour);
    else
        out.push_back({(radius_of(2) - 0.05f) * x, (radius_of(2) + 0.05f) * x, colour});
}

bool overlap(const HudRectangles::Rectangle& a, const HudRectangles::Rectangle& b) {
    return a.from.x < b.to.x && b.from.x < a.to.x && a.from.y < b.to.y && b.from.y < a.to.y;
}

}  // namespace

std::vector<Segment> forecast_guide(const Forecast& forecast, int dimension, Rgba8 colour) {
    std::vector<Segment> out;
    add_path(out, forecast.first, dimension, colour);
    add_path(out, forecast.second, dimension, colour);
    if (!forecast.first.empty()) add_meeting(out, forecast.first.back(), dimension, colour);
    return out;
}

HudRectangles::Rectangle draw_forecast_label(ImDrawList& list, ImVec2 origin, ImVec2 size, const Frame& frame,
                                             const ViewState& view, const HudRectangles& hud) {
    if (!view.theory || !frame.forecast || frame.forecast->first.empty()) return {};
    if (!(size.x > 0) || !(size.y > 0)) return {};
    const Camera camera(view, frame.dimension, static_cast<int>(size.x), static_cast<int>(size.y));
    const glm::vec3 meeting = glm_vector(frame.forecast->first.back());
    if (frame.dimension == 3 && glm::dot(meeting, camera.back) < camera.horizon()) return {};
    const float em = ImGui::GetFontSize();
    const Forecast& forecast = *frame.forecast;
    const std::string time =
        std::isfinite(forecast.time) ? estimate_text(forecast.time) : estimate_power_text(forecast.log10_wait);
    const std::string text = "merge at t " + time;
    const glm::vec2 pixel = camera.project((frame.dimension == 2 ? 1.2f : 1.0f) * meeting);
    const ImVec2 extent = ImGui::CalcTextSize(text.c_str());
    if (pixel.y < 2 * em || pixel.y > size.y - 2 * em) return {};
    // The first choice is below and outwards, which leaves the clusters' paths free.
    const bool outwards = pixel.x > camera.centre.x;
    for (const bool below : {true, false})
        for (const bool right : {outwards, !outwards}) {
            const bool room = right ? pixel.x < size.x - extent.x - 2 * em : pixel.x > extent.x + 2 * em;
            const ImVec2 at{origin.x + pixel.x + (right ? 0.9f * em : -0.9f * em - extent.x),
                            origin.y + pixel.y + (below ? 0.8f * em : -0.8f * em - extent.y)};
            const HudRectangles::Rectangle label{{at.x - 0.3f * em, at.y},
                                                 {at.x + extent.x + 0.3f * em, at.y + extent.y}};
            if (!room || overlap(label, hud.top) || overlap(label, hud.machinery) || overlap(label, hud.legend))
                continue;
            ImVec4 ground = ImGui::GetStyleColorVec4(ImGuiCol_WindowBg);
            ground.w = 0.6f;
            list.AddRectFilled(label.from, label.to, ImGui::GetColorU32(ground), 0.25f * em);
            list.AddText(at, ImGui::GetColorU32(palette::theory(view.theme)), text.c_str());
            return label;
        }
    return {};
}

}  // namespace coalesce
