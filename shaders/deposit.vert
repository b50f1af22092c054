#version 330 core
// Deposits a token's mass on the four cells around it by bilinear weights, as a point of 2×2 cells (Density::deposit).
#include "moved.glsl"
layout(location = 1) in float mass;

uniform vec3 right, up, back;  // right and up are scaled to cells per unit at unit depth; back is a unit vector
uniform float distance;
uniform float horizon;
uniform vec2 centre;  // of the sphere, in cells, first row on top
uniform vec2 cells;   // width and height of the picture, cells

flat out vec2 corner, place;  // the first of the four cells; place between their centres, 0 to 1
flat out vec2 sides;          // mass on the near side and on the far side

void main() {
    vec3 token = moved_token();
    float along = dot(token, back), nearer = 1.0 / (distance - along);
    vec2 at = centre + nearer * vec2(dot(token, right), -dot(token, up));
    corner = floor(at);
    place = at - corner;
    sides = along > horizon ? vec2(mass, 0.0) : vec2(0.0, mass);
    bool inside = all(greaterThanEqual(at, vec2(0.0))) && all(lessThan(corner + 1.0, cells));
    gl_Position = inside ? vec4((corner + 1.0) / cells * 2.0 - 1.0, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 2.0;
}
