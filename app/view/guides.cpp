#include "view/guides.hpp"

#include <cmath>
#include <numbers>

namespace coalesce {
namespace {

constexpr float half_turn = std::numbers::pi_v<float>;
constexpr float graticule_step = half_turn / 12;  // 15°
/// Pieces of a full circle. Chords of 3° deviate by R (1 - cos 1.5°), less than half a pixel up to R = 1400 pixels.
constexpr int full_turn = 120;

/// Adds the arc centre + cos t u + sin t v, t from `from` to `to` (radians); |u| = |v| is its radius, in radii of the
/// sphere.
void add_arc(std::vector<Segment>& out, const glm::vec3& centre, const glm::vec3& u, const glm::vec3& v, float from,
             float to, int pieces, Rgba8 colour) {
    glm::vec3 last = centre + std::cos(from) * u + std::sin(from) * v;
    for (int i = 1; i <= pieces; ++i) {
        const float t = from + (to - from) * static_cast<float>(i) / static_cast<float>(pieces);
        const glm::vec3 next = centre + std::cos(t) * u + std::sin(t) * v;
        out.push_back({last, next, colour});
        last = next;
    }
}

/// Adds a ring of angular radius `angle` (radians) about the unit vector x, with four ticks across it.
void add_target(std::vector<Segment>& out, const glm::vec3& x, float angle, Rgba8 colour) {
    const glm::vec3 other = std::abs(x.z) < 0.9f ? glm::vec3(0, 0, 1) : glm::vec3(1, 0, 0);
    const glm::vec3 u = glm::normalize(glm::cross(other, x));
    const glm::vec3 v = glm::cross(x, u);
    add_arc(out, std::cos(angle) * x, std::sin(angle) * u, std::sin(angle) * v, 0, 2 * half_turn, 48, colour);
    for (const glm::vec3& direction : {u, v, -u, -v})
        add_arc(out, glm::vec3(0), x, direction, 0.72f * angle, 1.45f * angle, 4, colour);
}

/// Adds two short radial lines with a foot each, one inside and one outside of the unit circle at x; lengths in radii
/// of the circle.
void add_bracket(std::vector<Segment>& out, const glm::vec3& x, Rgba8 colour) {
    const glm::vec3 along(-x.y, x.x, 0);
    for (const auto& [inner, outer] : {std::pair{0.62f, 0.74f}, std::pair{1.26f, 1.38f}}) {
        out.push_back({inner * x, outer * x, colour});
        const glm::vec3 foot = (inner < 1 ? outer : inner) * x;
        out.push_back({foot - 0.03f * along, foot + 0.03f * along, colour});
    }
}

}  // namespace

std::vector<Segment> graticule(Rgba8 colour) {
    std::vector<Segment> out;
    for (int meridian = 0; meridian < 24; ++meridian) {
        const float longitude = graticule_step * static_cast<float>(meridian);
        const glm::vec3 equator(std::cos(longitude), std::sin(longitude), 0);
        const bool through = meridian % 6 == 0;
        const float end = half_turn / 2 - (through ? 0 : graticule_step);
        add_arc(out, glm::vec3(0), equator, {0, 0, 1}, -end, end, through ? 60 : 50, colour);
    }
    for (int parallel = -5; parallel <= 5; ++parallel) {
        const float latitude = graticule_step * static_cast<float>(parallel);
        const float radius = std::cos(latitude);
        add_arc(out, {0, 0, std::sin(latitude)}, {radius, 0, 0}, {0, radius, 0}, 0, 2 * half_turn, full_turn, colour);
    }
    return out;
}

std::vector<Segment> leading_space_guide(const LeadingSpace& space, int dimension, Rgba8 colour) {
    std::vector<Segment> out;
    if (space.kind == LeadingSpace::Kind::everything) return out;
    const glm::vec3 first = glm_vector(space.basis[0]);
    if (space.kind == LeadingSpace::Kind::circle) {
        if (dimension == 3)
            add_arc(out, glm::vec3(0), first, glm_vector(space.basis[1]), 0, 2 * half_turn, 3 * full_turn, colour);
        return out;
    }
    for (const glm::vec3& point : {first, -first}) {
        if (dimension == 3) {
            add_target(out, point, 0.085f, colour);
        } else {
            add_bracket(out, point, colour);
        }
    }
    return out;
}

std::vector<Segment> circle_guide(Rgba8 circle, Rgba8 ticks) {
    std::vector<Segment> out;
    const glm::vec3 x(1, 0, 0), y(0, 1, 0);
    constexpr float dial = 0.56f;  // radius of the ring of ticks, in radii of the circle
    add_arc(out, glm::vec3(0), x, y, 0, 2 * half_turn, 3 * full_turn, circle);
    add_arc(out, glm::vec3(0), dial * x, dial * y, 0, 2 * half_turn, 3 * full_turn, ticks);
    for (int tick = 0; tick < 24; ++tick) {
        const float angle = graticule_step * static_cast<float>(tick);
        const glm::vec3 direction(std::cos(angle), std::sin(angle), 0);
        const float length = tick % 6 == 0 ? 0.05f : tick % 2 == 0 ? 0.028f : 0.016f;
        out.push_back({(dial - length) * direction, dial * direction, ticks});
    }
    return out;
}

}  // namespace coalesce
