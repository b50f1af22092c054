#pragma once

#include <imgui.h>

#include <span>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/flow/twin_distances.hpp"
#include "coalesce/lesson/lesson.hpp"
#include "coalesce/theory/heat.hpp"
#include "view/detail.hpp"

namespace coalesce {

/// Content of the panels of a lesson's step.
struct LessonPanelState {
    const Frame& frame;
    const SceneDocument& document;
    const Shown& shown;
    std::vector<std::span<const Measurement>> histories;  ///< of the run, and of its twin where there is one
    const HeatTheory& heat;
    std::span<const Comparison> theory;        ///< limit theorems held against the frame
    std::vector<const Frame*> beside{};        ///< of the twins
    const TwinDistances* distances = nullptr;  ///< of the twins from the first run; null: not measured
};

bool shows(std::span<const LessonPanel> panels, LessonPanel panel);
/// True if forecasts and the densities of theorems are drawn over a step's picture and histogram: only where it shows
/// the theory as well, which says what they are.
bool overlays_theory(const ViewState& view, std::span<const LessonPanel> panels);
/// True if a panel stands in the column beside the picture: energy, histogram, tree or theory.
bool has_column(std::span<const LessonPanel> panels);
/// Height that the timeline takes below the picture, pixels; 0 if it is not asked for.
float timeline_height(std::span<const LessonPanel> panels);

/// Draws the panels of the column one below the other into a rectangle, in a Dear ImGui window of its own.
void draw_column(ImVec2 from, ImVec2 size, std::span<const LessonPanel> panels, const LessonPanelState& state);
/// Draws the timeline into a rectangle.
void draw_lesson_timeline(ImDrawList& list, ImVec2 from, ImVec2 size, const LessonPanelState& state);

}  // namespace coalesce
