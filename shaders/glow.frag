#version 330 core
in vec2 pixel;

uniform sampler2D light;  // premultiplied light, first row on top
uniform vec2 viewport;
uniform vec2 extent;  // pixels that the grid covers
uniform float strength;

out vec4 fragment;

void main() {
    vec2 place = vec2(pixel.x, viewport.y - pixel.y) / extent;
    vec4 colour = texture(light, place) * strength;
    float noise = fract(52.9829189 * fract(dot(floor(pixel), vec2(0.06711056, 0.00583715)))) - 0.5;
    fragment = max(colour + noise / 255.0 * step(0.002, colour.a), 0.0);
}
