#version 330 core
// Draws a token as a flat square, or as a disc if it is large enough, whose opacity times area equals its lit ball's.
#include "moved.glsl"
layout(location = 1) in vec4 colour;

uniform mat4 clip_from_world;
uniform vec3 back;
uniform float horizon;
uniform float sphere;  // 1 on S^2; 0 on S^1, which has no far side
uniform float side;    // -1: far side only, 1: near side only, 0: all
uniform float radius_at_unit_depth;
uniform float least_radius;
uniform float least_side;
uniform float opacity;
uniform float stands_for;
uniform vec3 ground;

flat out vec4 tint;
flat out float radius;  // radius of the disc, pixels; 0: a square

void main() {
    vec3 position = moved_token();
    float along = dot(position, back);
    if (side * (along - horizon) < 0.0) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);  // clipped
        gl_PointSize = 1.0;
        tint = vec4(0.0);
        radius = 0.0;
        return;
    }
    gl_Position = clip_from_world * vec4(position, 1.0);
    float wanted = radius_at_unit_depth / gl_Position.w;
    float ball = max(wanted, least_radius);
    float most = opacity * colour.a;
    float covered = stands_for * most * max(wanted / ball, 0.25) * 3.14159265 * (ball * ball + 1.0 / 12.0);
    float edge = max(least_side, sqrt(covered / max(most, 1e-6)));
    radius = edge > 2.5 ? sqrt(edge * edge / 3.14159265 - 1.0 / 12.0) : 0.0;
    gl_PointSize = radius > 0.0 ? 2.0 * radius + 2.0 : edge;

    float near = mix(1.0, smoothstep(-1.0, horizon + 0.35, along), sphere);
    float grey = dot(colour.rgb, vec3(0.2126, 0.7152, 0.0722));
    vec3 shown = mix(vec3(grey), colour.rgb, mix(0.55, 1.0, near));
    tint = vec4(mix(ground, shown, mix(0.40, 1.0, near)), covered / (edge * edge));
}
