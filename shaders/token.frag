#version 330 core
flat in vec3 tint;
flat in float clarity;
flat in float alpha;
flat in float radius;
flat in float shape;

uniform vec3 ground;
uniform vec3 shade;  // ambient, diffuse, specular

out vec4 fragment;

const vec3 light = vec3(-0.45, 0.60, 0.66);
const vec3 half_vector = vec3(-0.247, 0.329, 0.911);  // between the directions to the light and to the viewer

void main() {
    vec2 p = (gl_PointCoord * 2.0 - 1.0) * (radius + 1.0);
    float away = length(p);
    float coverage = clamp(radius + 0.5 - away, 0.0, 1.0);
    if (coverage <= 0.0) discard;
    vec2 n = p / max(radius, away);
    vec3 normal = vec3(n.x, -n.y, sqrt(max(0.0, 1.0 - dot(n, n))));
    float diffuse = max(dot(normal, light), 0.0);
    float gloss = max(dot(normal, half_vector), 0.0);
    gloss *= gloss;
    gloss *= gloss;
    gloss *= gloss;
    vec3 lit = tint * (shade.x + shade.y * diffuse) + shade.z * gloss * gloss * tint;
    lit = mix(tint, lit, shape);
    fragment = vec4(mix(ground, lit, clarity), alpha * coverage);
}
