#include "desk/hand_mouse.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "desk/panels.hpp"
#include "view/camera.hpp"
#include "view/parallel.hpp"

namespace coalesce {
namespace {

/// A press and release within so many points is a click.
constexpr float click_points = 4;
/// A pinned token is held within so many points of its middle.
constexpr float hold_points = 11;

Vec3 vec3_of(const glm::vec3& x) {
    return {x.x, x.y, x.z};
}

/// The camera of the picture, in the window's points, and the mouse in it.
struct MouseSight {
    Camera camera;
    glm::vec2 mouse;
    int dimension;

    MouseSight(const ViewRectangle& view, int d)
        : camera(view.shown, d, std::max(1, static_cast<int>(view.width)), std::max(1, static_cast<int>(view.height))),
          mouse(ImGui::GetIO().MousePos.x - view.x, ImGui::GetIO().MousePos.y - view.y),
          dimension(d) {}
    /// Point of the sphere under the mouse; beside the sphere the nearest one of its outline.
    std::optional<glm::vec3> nearest() const {
        if (const auto at = camera.point_at(mouse, dimension)) return at;
        const glm::vec2 way = mouse - camera.centre;
        return camera.point_at(camera.centre + 0.999f * camera.outline() / glm::length(way) * way, dimension);
    }
    bool on_sphere() const {
        const float away = glm::distance(mouse, camera.centre), radius = camera.focal / camera.distance;
        return dimension == 3 ? camera.point_at(mouse, 3).has_value() : away > 0.5f * radius && away < 1.6f * radius;
    }
    bool faces(const glm::vec3& x) const { return dimension == 2 || glm::dot(x, camera.back) > camera.horizon(); }
};

/// Index of the token nearest to the mouse on the near side, for densities, which show no single tokens.
std::optional<std::size_t> nearest_token(const Frame& frame, const MouseSight& sight) {
    constexpr float reach = 12;
    struct Hit {
        std::size_t token = 0;
        float away = reach;
    };
    std::array<Hit, 8> hits;
    const std::size_t chunks = chunks_of(frame.size());
    for_each_chunk(frame.size(), chunks, [&](std::size_t c, std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            const glm::vec3 x = place_in(frame, i);
            if (!sight.faces(x)) continue;
            if (const float away = glm::distance(sight.camera.project(x), sight.mouse); away < hits[c].away)
                hits[c] = {i, away};
        }
    });
    const Hit best = *std::min_element(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(chunks),
                                       [](const Hit& a, const Hit& b) { return a.away < b.away; });
    return best.away < reach ? std::optional(best.token) : std::nullopt;
}

std::optional<std::size_t> token_under_mouse(const Desk& desk, const Frame& frame, const SceneView& picture,
                                             const MouseSight& sight) {
    const float pixels = ImGui::GetIO().DisplayFramebufferScale.x;
    if (const auto token = picture.pick(sight.mouse.x * pixels, sight.mouse.y * pixels)) return token;
    const TokenStyle style = drawn_style(desk.run().document.view.tokens, frame.size());
    return style == TokenStyle::density && sight.dimension == 3 ? nearest_token(frame, sight) : std::nullopt;
}

/// Returns the place at which a token is drawn, which on S^1 is beside the circle.
glm::vec3 drawn_at(const Frame& frame, const SceneView& picture, std::size_t index) {
    return frame.dimension == 2 ? picture.place_of(index).value_or(place_in(frame, index)) : place_in(frame, index);
}

/// The pin under the mouse.
std::optional<std::size_t> pin_under_mouse(const Desk& desk, const Frame& frame, const SceneView& picture,
                                           const MouseSight& sight) {
    const Pins& pins = desk.run().pins;
    for (std::size_t k = 0; k < pins.tokens.size() && !frame.positions.empty(); ++k) {
        const auto index = index_of(frame, pins.tokens[k].number);
        if (!index) continue;
        const glm::vec3 x = drawn_at(frame, picture, *index);
        if (sight.faces(x) && glm::distance(sight.camera.project(x), sight.mouse) < hold_points) return k;
    }
    return {};
}

bool holds_tokens(const Frame& frame, const Cap& cap) {
    for (std::size_t i = 0; i < frame.positions.size() / 3; ++i)
        if (angle_between(vec3_of(place_in(frame, i)), cap.centre) <= cap.angle) return true;
    return frame.positions.empty();
}

/// Rotation vector of the shortest way from one point of the sphere to another.
Vec3 rotation_between(const Vec3& from, const Vec3& to) {
    return scaled(normalised(cross(from, to)), angle_between(from, to));
}

void grip_tokens(Desk& desk, TakenTokens tokens, const Vec3& at) {
    const bool playing = desk.run().playing;
    if (playing) play(desk, false);
    desk.hand.grip = Hand::Grip{std::move(tokens), at, at, playing};
    desk.dragging = Desk::Drag::hand;
}

void act_at(Desk& desk, const Frame& frame, const Vec3& at) {
    Hand& hand = desk.hand;
    const Cap cap{at, hand.radius};
    if (hand.tool == Hand::Tool::add)
        return add_event(desk, frame, hands::Add{cap, hand.count, ++hand.drawn}, "add tokens");
    if (!holds_tokens(frame, cap)) return report(desk, false, "no tokens within the brush: nothing to remove");
    add_event(desk, frame, hands::Remove{cap}, "remove tokens");
}

void press_hand(Desk& desk, const Frame& frame, const SceneView& picture, const MouseSight& sight) {
    Hand& hand = desk.hand;
    hand.pressed = true;
    hand.travelled = 0;
    const auto at = sight.nearest();
    if (!at || busy(desk)) return;
    const bool brushes = hand.tool == Hand::Tool::add || hand.tool == Hand::Tool::remove;
    if (const auto pin = pin_under_mouse(desk, frame, picture, sight); pin && !brushes)
        return grip_tokens(desk, TokenNumbers{desk.run().pins.tokens[*pin].number}, vec3_of(*at));
    if (hand.tool == Hand::Tool::pick || !sight.on_sphere()) return;
    if (hand.tool == Hand::Tool::push) return grip_tokens(desk, Cap{vec3_of(*at), hand.radius}, vec3_of(*at));
    desk.dragging = Desk::Drag::hand;
    act_at(desk, frame, vec3_of(*at));
}

void let_go(Desk& desk, const Frame& frame) {
    Hand::Grip held = std::move(*desk.hand.grip);
    desk.hand.grip.reset();
    if (desk.hand.travelled >= click_points) {
        const auto* cap = std::get_if<Cap>(&held.tokens);
        if (cap && !holds_tokens(frame, *cap))
            report(desk, false, "no tokens within the brush: nothing to push");
        else
            add_event(desk, frame, hands::Push{held.tokens, rotation_between(held.from, held.to)}, "push tokens");
    }
    if (held.was_playing) play(desk, true);
}

/// Pins the token under the mouse; shows the attention of a pinned one, and unpins the one whose attention is shown.
void click_token(Desk& desk, const Frame& frame, const SceneView& picture, const MouseSight& sight) {
    Pins& pins = desk.run().pins;
    desk.hand.clicked_token = false;
    if (const auto pin = pin_under_mouse(desk, frame, picture, sight)) {
        desk.hand.clicked_token = true;
        if (*pin == pins.active) return unpin(pins, *pin);
        pins.active = *pin;
        return;
    }
    desk.hand.waits = frame.positions.empty();
    if (desk.hand.waits) return;
    const auto token = token_under_mouse(desk, frame, picture, sight);
    if (!token || *token >= frame.size()) return;
    desk.hand.clicked_token = true;
    toggle_pin(pins, frame, *token);
    desk.open.token = desk.show_token = true;
}

}  // namespace

void add_event(Desk& desk, const Frame& frame, const decltype(Event::act)& act, const std::string& what) {
    const SceneDocument& document = desk.run().document;
    Events events = document.scene.events;
    const auto later = std::upper_bound(events.begin(), events.end(), frame.time,
                                        [](double time, const Event& event) { return time < event.time; });
    events.insert(later, Event{frame.time, act});
    DocumentDiff diff(document, "events", std::move(events));
    if (frame.time > document.scene.time.until) diff.set(document, "time.until", frame.time);
    edit(desk, diff, what);
    desk.run().edits.end_gesture();
}

void clear_events(Desk& desk) {
    edit(desk, DocumentDiff(desk.run().document, "events", Events{}), "clear events");
    desk.run().edits.end_gesture();
}

void pin_cluster(Desk& desk, const Frame& frame, int direction) {
    desk.open.token = desk.show_token = true;
    if (frame.positions.empty())
        desk.hand.cluster_waits = direction;
    else
        pin_next_cluster(desk.run().pins, frame, direction);
}

bool needs_copies(const Desk& desk) {
    return !desk.run().pins.tokens.empty() || desk.hand.waits || desk.hand.cluster_waits != 0 ||
           desk.hand.tool != Hand::Tool::pick;
}

void handle_hand(Desk& desk, const Frame& frame, const SceneView& picture, const ViewRectangle& view) {
    Hand& hand = desk.hand;
    const ImGuiIO& io = ImGui::GetIO();
    const MouseSight sight(view, frame.dimension);
    hand.travelled += std::abs(io.MouseDelta.x) + std::abs(io.MouseDelta.y);
    if (hand.waits && !frame.positions.empty()) click_token(desk, frame, picture, sight);
    if (hand.cluster_waits != 0 && !frame.positions.empty())
        pin_cluster(desk, frame, std::exchange(hand.cluster_waits, 0));
    if (view.hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
        // The second press of a double click is none of the hand: beside the tokens it resets the camera.
        const bool again = ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left) && hand.tool == Hand::Tool::pick;
        if (!io.KeyShift && !again) press_hand(desk, frame, picture, sight);
    }
    if (hand.grip)
        if (const auto at = sight.nearest()) hand.grip->to = vec3_of(*at);
    if (!hand.pressed || ImGui::IsMouseDown(ImGuiMouseButton_Left)) return;
    hand.pressed = false;
    const bool clicked = hand.travelled < click_points;
    const bool brushed = hand.tool == Hand::Tool::add || hand.tool == Hand::Tool::remove;
    if (hand.grip) let_go(desk, frame);
    if (clicked && !brushed) click_token(desk, frame, picture, sight);
}

std::optional<Vec3> brush_at(const Desk& desk, const Frame& frame, const ViewRectangle& view) {
    if (desk.hand.tool == Hand::Tool::pick || !view.hovered || desk.dragging != Desk::Drag::none) return {};
    const MouseSight sight(view, frame.dimension);
    const auto at = sight.on_sphere() ? sight.nearest() : std::nullopt;
    return at ? std::optional(vec3_of(*at)) : std::nullopt;
}

}  // namespace coalesce
