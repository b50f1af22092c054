#pragma once

#include <optional>
#include <string>

#include "desk/desk.hpp"

namespace coalesce {

struct ViewRectangle;

/// Does what the mouse asks of the tokens: call before handle_mouse(), which turns the camera where this does not take
/// the drag (Desk::Drag::hand).
void handle_hand(Desk& desk, const Frame& frame, const SceneView& picture, const ViewRectangle& view);

/// Makes an act an event at the time shown: one entry of undo, named `what`. The run's end moves there if it is
/// earlier.
void add_event(Desk& desk, const Frame& frame, const decltype(Event::act)& act, const std::string& what);
/// Takes away all events, as an edit.
void clear_events(Desk& desk);
/// Pins a token of the next cluster by falling mass, or with -1 of the one before: at once, or in the next frame that
/// has copies of the tokens.
void pin_cluster(Desk& desk, const Frame& frame, int direction);
/// True if the tokens must be copied into frames, so that the hand can find them.
bool needs_copies(const Desk& desk);

/// Point of the sphere under a brush; nullopt: no brush is over the sphere.
std::optional<Vec3> brush_at(const Desk& desk, const Frame& frame, const ViewRectangle& view);
/// Draws the pinned tokens with their numbers, the active one's path and velocity, and the brush, over the picture.
void draw_hand(const Desk& desk, const Frame& frame, const SceneView& picture, const ViewRectangle& view);

}  // namespace coalesce
