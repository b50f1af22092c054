#version 330 core
// Widens one segment to a quad, in pixels, with a margin of one pixel on either side for the antialiased edge.
layout(location = 0) in vec3 from;
layout(location = 1) in vec3 to;
layout(location = 2) in vec4 colour;

uniform mat4 clip_from_world;
uniform vec2 viewport;
uniform vec3 back;
uniform float horizon;
uniform float half_width;

out vec4 tint;
out float across;   // pixels from the middle of the line
out float facing;   // > 0 on the visible side of the sphere

void main() {
    vec4 a = clip_from_world * vec4(from, 1.0);
    vec4 b = clip_from_world * vec4(to, 1.0);
    vec2 along = (b.xy / b.w - a.xy / a.w) * viewport;
    vec2 direction = dot(along, along) > 0.0 ? normalize(along) : vec2(1.0, 0.0);
    vec2 normal = vec2(-direction.y, direction.x);

    bool second = gl_VertexID >= 2;
    across = ((gl_VertexID & 1) == 0 ? -1.0 : 1.0) * (half_width + 1.0);
    vec4 place = second ? b : a;
    place.xy += normal * across * 2.0 / viewport * place.w;
    gl_Position = place;
    facing = dot(second ? to : from, back) - horizon;
    tint = colour;
}
