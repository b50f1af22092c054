#include "view/point_at.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "chart/numbers.hpp"
#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/document/twins.hpp"
#include "coalesce/observe/groups.hpp"
#include "view/camera.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr float smallest_ring = 0.6f;  ///< radius, sizes of the caption's letters

double angle_between(const Vec3& a, const Vec3& b) {
    const double cross[] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    return std::atan2(std::hypot(cross[0], cross[1], cross[2]), a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}

std::optional<PointedPlace> largest_cluster(const Frame& frame) {
    // A ring around the only cluster would say nothing: all tokens are in it.
    if (counted(frame.clusters) < 2) return std::nullopt;
    const Cluster& cluster = frame.clusters.front();
    char label[64];
    std::snprintf(label, sizeof label, "largest cluster, %.0f %%", 100 * cluster.mass);
    return PointedPlace{{cluster.centre}, std::min(cluster.radius, 0.5), label};
}

std::optional<PointedPlace> closest_pair(const Frame& frame) {
    const std::size_t count = counted(frame.clusters);
    std::optional<PointedPlace> found;
    double least = 4;
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = a + 1; b < count; ++b) {
            const Vec3 &first = frame.clusters[a].centre, &second = frame.clusters[b].centre;
            const double angle = angle_between(first, second);
            if (angle >= least) continue;
            least = angle;
            char label[64];
            std::snprintf(label, sizeof label, "closest pair, %.1f°", angle * 180 / M_PI);
            found = PointedPlace{{first, second}, 0, label};
        }
    return found;
}

std::optional<PointedPlace> one_token(const std::string& target, const Frame& frame) {
    std::size_t index = 0;
    const char* const end = target.data() + target.size();
    const auto read = std::from_chars(target.data() + 6, end, index);
    if (read.ec != std::errc() || read.ptr != end || 3 * index + 2 >= frame.positions.size()) return std::nullopt;
    const float* at = frame.positions.data() + 3 * index;
    return PointedPlace{{Vec3{at[0], at[1], at[2]}}, 0, "token " + grouped(index)};
}

ImU32 pointer_ink(ImVec4 colour, float alpha) {
    colour.w *= alpha;
    return ImGui::ColorConvertFloat4ToU32(colour);
}

/// Draws a label on a ground that keeps it legible over tokens.
void draw_label(ImDrawList& list, ImVec2 at, const std::string& text, const CaptionStyle& style) {
    ImFont* font = semibold_font() ? semibold_font() : ImGui::GetFont();
    const float size = 0.85f * style.size, room = 0.3f * style.size;
    const ImVec2 extent = font->CalcTextSizeA(size, 1e6f, 0, text.c_str());
    list.AddRectFilled({at.x - room, at.y - 0.5f * room}, {at.x + extent.x + room, at.y + extent.y + 0.5f * room},
                       pointer_ink(ImGui::GetStyle().Colors[ImGuiCol_WindowBg], 0.85f), room);
    list.AddText(font, size, at, pointer_ink(palette::text(style.theme), 1), text.c_str());
}

/// Draws rings around a place, a line between two of them, and the label on the side away from the centre.
void draw_place(ImDrawList& list, ImVec2 origin, ImVec2 size, const PointedPlace& place, const Camera& camera,
                int dimension, const CaptionStyle& style) {
    const ImVec4 ink = ImGui::GetStyle().Colors[ImGuiCol_CheckMark];
    std::vector<ImVec2> at;
    float lowest = 0;
    for (const Vec3& point : place.points) {
        const glm::vec3 p(static_cast<float>(point[0]), static_cast<float>(point[1]), static_cast<float>(point[2]));
        const glm::vec2 pixel = camera.project(p);
        const bool far = dimension == 3 && glm::dot(p, camera.back) < camera.horizon();
        const float ring = std::max(smallest_ring * style.size,
                                    camera.outline() * static_cast<float>(std::sin(place.radius)) + 0.3f * style.size);
        at.push_back({origin.x + pixel.x, origin.y + pixel.y});
        list.AddCircle(at.back(), ring, pointer_ink(ink, far ? 0.45f : 1), 0, 0.12f * style.size);
        lowest = std::max(lowest, at.back().y + ring);
    }
    if (at.size() == 2) list.AddLine(at[0], at[1], pointer_ink(ink, 0.8f), 0.08f * style.size);
    ImFont* font = semibold_font() ? semibold_font() : ImGui::GetFont();
    const float width = font->CalcTextSizeA(0.85f * style.size, 1e6f, 0, place.label.c_str()).x;
    const float middle = at.size() == 2 ? 0.5f * (at[0].x + at[1].x) : at[0].x;
    const float left =
        std::clamp(middle - 0.5f * width, origin.x + 0.5f * style.size,
                   std::max(origin.x + 0.5f * style.size, origin.x + size.x - width - 0.5f * style.size));
    const float below = std::min(lowest + 0.4f * style.size, origin.y + size.y - 1.5f * style.size);
    draw_label(list, {left, below}, place.label, style);
}

std::string value_text(const Parameter& parameter, const SceneDocument& document) {
    const ParameterValue value = parameter.get(document);
    // Not " " + …: GCC 12 warns of an overflow there that it imagines.
    std::string unit;
    if (!parameter.unit.empty()) unit.append(" ").append(parameter.unit);
    if (const double* number = std::get_if<double>(&value)) return number_text(*number) + unit;
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return *whole < 0 ? std::to_string(*whole) : grouped(static_cast<std::uint64_t>(*whole)) + unit;
    return value_words(parameter, value);
}

}  // namespace

std::optional<PointedPlace> pointed_place(const std::string& target, const Frame& frame) {
    if (target == "cluster:largest") return largest_cluster(frame);
    if (target == "pair:closest") return closest_pair(frame);
    if (target.starts_with("token:")) return one_token(target, frame);
    return std::nullopt;
}

std::string pointed_value(const std::string& target, const SceneDocument& document) {
    const Parameter* parameter = find_parameter(target);
    if (!parameter) return "";
    const std::string label = typeset(parameter->label), value = value_text(*parameter, document);
    return value.empty() ? label : label + " = " + value;
}

std::vector<std::string> value_lines(const LessonStep& step, const SceneDocument& document) {
    std::vector<std::string> lines;
    for (const std::string& target : step.point_at)
        if (std::string line = pointed_value(target, document); !line.empty()) lines.push_back(std::move(line));
    for (const DocumentDiff::Change& change : step.set.changes()) {
        const std::string key(change.parameter->key);
        const bool moves = key.starts_with("model.") || key.starts_with("tokens.");
        const bool pointed = std::find(step.point_at.begin(), step.point_at.end(), key) != step.point_at.end();
        if (moves && !pointed) lines.push_back(pointed_value(key, document));
    }
    return lines;
}

void draw_pointers(ImDrawList& list, ImVec2 origin, ImVec2 size, const LessonStep& step, const Frame& frame,
                   const SceneDocument& document, const ViewState& view, const CaptionStyle& style) {
    const Camera camera(view, frame.dimension, static_cast<int>(size.x), static_cast<int>(size.y));
    for (const std::string& target : step.point_at)
        if (const auto place = pointed_place(target, frame))
            draw_place(list, origin, size, *place, camera, frame.dimension, style);
    float y = origin.y + 0.9f * style.size;
    for (const std::string& value : value_lines(step, document)) {
        draw_label(list, {origin.x + 1.4f * style.size, y}, value, style);
        y += 1.6f * style.size;
    }
}

}  // namespace coalesce
