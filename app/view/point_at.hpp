#pragma once

#include <imgui.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/frame.hpp"
#include "view/caption.hpp"

namespace coalesce {

/// Place of the picture that a lesson points at.
struct PointedPlace {
    std::vector<Vec3> points;  ///< of the unit sphere: one, or the two of a pair
    double radius = 0;         ///< of what is there, radians
    std::string label;         ///< "largest cluster, 42 %", "closest pair, 12°", "token 17"
};
/// Finds "cluster:largest", "pair:closest" or "token:17" in a frame; nullopt: it is a key, or there is none.
std::optional<PointedPlace> pointed_place(const std::string& target, const Frame& frame);
/// A key and its value as a lesson names them: "β = 30"; empty: no key of the scene.
std::string pointed_value(const std::string& target, const SceneDocument& document);

/// The values that a step shows, a line each: those of the keys that it points at, and those of tokens and model that
/// it changes ("β = 30"). A value that is being eased is the present one.
std::vector<std::string> value_lines(const LessonStep& step, const SceneDocument& document);

/// Draws rings around the places that a step points at, and its values in the upper left corner.
/// @param origin, size  place of the picture, pixels
/// @param document      of the run in the picture, as it is now
/// @param view          the picture's camera
void draw_pointers(ImDrawList& list, ImVec2 origin, ImVec2 size, const LessonStep& step, const Frame& frame,
                   const SceneDocument& document, const ViewState& view, const CaptionStyle& style);

}  // namespace coalesce
