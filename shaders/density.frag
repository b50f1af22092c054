#version 330 core
in vec2 pixel;

uniform sampler2D values;   // relative to the uniform cloud: near side, far side; first row on top
uniform sampler2D palette;
uniform vec2 viewport;
uniform vec2 extent;        // pixels that the grid covers
uniform vec2 centre;
uniform float outline;      // radius of the sphere on the screen, pixels; huge where there is none
uniform float far_side;     // 1: beyond the horizon
uniform float range;        // asinh of the last colour's density
uniform float opacity;
uniform vec3 ground;

out vec4 fragment;

void main() {
    vec2 place = vec2(pixel.x, viewport.y - pixel.y) / extent;
    vec2 both = textureLod(values, place, 0.0).rg;
    float density = far_side > 0.5 ? both.y : both.x;
    // Tokens cover what is behind them as droplets do: the uniform cloud lets through a third.
    float cover = 1.0 - exp(-1.1 * density);
    if (cover < 0.002) discard;
    float u = clamp(log(density + sqrt(density * density + 1.0)) / range, 0.0, 1.0);
    vec3 colour = textureLod(palette, vec2((u * 255.0 + 0.5) / 256.0, 0.5), 0.0).rgb;
    if (far_side > 0.5) {
        float grey = dot(colour, vec3(0.2126, 0.7152, 0.0722));
        colour = mix(ground, mix(vec3(grey), colour, 0.6), 0.5);
    } else {
        float s = length(pixel - centre) / outline;
        colour *= 0.80 + 0.20 * sqrt(max(0.0, 1.0 - s * s));
    }
    fragment = vec4(colour, cover * opacity);
}
