#version 330 core
flat in vec4 tint;
flat in float radius;

out vec4 fragment;

void main() {
    float coverage = 1.0;
    if (radius > 0.0) {
        float away = length((gl_PointCoord * 2.0 - 1.0) * (radius + 1.0));
        coverage = clamp(radius + 0.5 - away, 0.0, 1.0);
        if (coverage <= 0.0) discard;
    }
    fragment = vec4(tint.rgb, tint.a * coverage);
}
