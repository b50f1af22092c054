#version 330 core
in vec4 tint;
in float across;
in float facing;

uniform float half_width;
uniform float opacity;
uniform float side;  // -1: far side only, 1: near side only, 0: all

out vec4 fragment;

void main() {
    if (side * facing < 0.0) discard;
    float coverage = clamp(half_width + 0.5 - abs(across), 0.0, 1.0) * min(2.0 * half_width, 1.0);
    fragment = vec4(tint.rgb, tint.a * opacity * coverage);
}
