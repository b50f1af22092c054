#version 330 core
layout(location = 0) in vec3 position;
layout(location = 1) in vec4 colour;
layout(location = 2) in float size;  // relative radius; a constant 1 for equal masses

uniform mat4 clip_from_world;
uniform vec3 back;
uniform float horizon;
uniform float sphere;  // 1 on S^2; 0 on S^1, which has no far side
uniform float radius_at_unit_depth;
uniform float least_radius;
uniform float opacity;
uniform float stands_for;  // number of tokens that a drawn one stands for

flat out vec3 tint;
flat out float clarity;  // share of the token's colour; the rest is the ground's
flat out float alpha;
flat out float radius;  // pixels
flat out float shape;   // 0: too small to show the ball, 1: lit

void main() {
    gl_Position = clip_from_world * vec4(position, 1.0);
    float wanted = radius_at_unit_depth * size / gl_Position.w;
    radius = max(wanted, least_radius);
    // A sprite enlarged to the smallest size is more translucent, in proportion to the radius.
    float share = wanted / radius;
    // A sprite of a pixel or two is drawn without shading, which would only darken it.
    shape = clamp((radius - 0.7) * 0.8, 0.0, 1.0);
    alpha = opacity * colour.a * max(share, 0.25);
    if (stands_for > 1.0 && alpha > 0.0) {
        // Randomly placed discs cover an area in proportion to opacity times π (r² + 1/12), smooth edge included. A
        // token that stands for several becomes more opaque first, then larger.
        float covered = stands_for * alpha * (radius * radius + 1.0 / 12.0);
        alpha = min(stands_for * alpha, opacity * colour.a);
        radius = sqrt(covered / alpha - 1.0 / 12.0);
    }
    gl_PointSize = 2.0 * radius + 2.0;

    // Aerial perspective: beyond the horizon colours lose saturation and tend to the ground.
    float near = mix(1.0, smoothstep(-1.0, horizon + 0.35, dot(position, back)), sphere);
    float grey = dot(colour.rgb, vec3(0.2126, 0.7152, 0.0722));
    tint = mix(vec3(grey), colour.rgb, mix(0.55, 1.0, near));
    clarity = mix(0.40, 1.0, near);
}
