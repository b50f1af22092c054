// Moves the tokens of a scene and prints the phases and merges of the run: a program outside of this repository, which
// knows the installed engine alone. docs/library.md explains it.
#include <coalesce/document/scene_document.hpp>
#include <coalesce/flow/simulation.hpp>
#include <cstdio>
#include <exception>

int main(int count, char** arguments) try {
    // A shipped scene or a file, and assignments as those of --set.
    const coalesce::SceneDocument document =
        coalesce::load_scene(count > 1 ? arguments[1] : "two-clusters", {"tokens.count=200", "time.until=200"});
    coalesce::Simulation simulation(document.scene);
    simulation.advance_to(document.scene.time.until);

    std::printf("tokens %zu\n", simulation.cloud().size());
    std::printf("steps %llu\n", static_cast<unsigned long long>(simulation.steps()));
    std::printf("time %g\n", simulation.time());
    for (const coalesce::Phase& phase : simulation.phases())
        std::printf("phase %s %g %g\n", phase.name.c_str(), phase.from, phase.to);
    for (const coalesce::Merge& merge : simulation.merges())
        std::printf("merge %g %g %g\n", merge.time, merge.masses[0], merge.masses[1]);
    for (const coalesce::Cluster& cluster : simulation.clustering().clusters)
        std::printf("cluster %g %zu\n", cluster.mass, cluster.tokens);
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
