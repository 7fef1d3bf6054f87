// A study as a Nextflow pipeline: the study in shares, then one table of all results.
//
// Type (with absolute paths, as processes run in folders of their own)
//     nextflow run main.nf --study /data/study --results /data/results --shares 40
// On a cluster or in a cloud, add "-profile" or "-process.executor slurm", as your site says; all machines must see both
// folders. If it is interrupted, run it again: complete results are skipped.
nextflow.enable.dsl = 2

params.study = "$launchDir/study"
params.results = "$launchDir/results"
params.shares = 4
params.options = '' // of facs extract

// Exit status 1: some videos failed. They are in the batch table ("facs status"), and trying them again would not help.
process SHARE {
    tag "${share} of ${params.shares}"
    cpus 4
    memory '1 GB'
    time '8h'
    errorStrategy 'retry' // a machine that died; what it had completed is skipped
    maxRetries 3

    input:
    val share

    output:
    val share

    script:
    """
    facs extract '${params.study}' -d '${params.results}' --shard ${share}/${params.shares} \\
        --jobs ${task.cpus} --resume --quiet ${params.options} || [ \$? -eq 1 ]
    """
}

process TABLE {
    publishDir params.results, mode: 'copy'

    input:
    val shares

    output:
    path 'study.sqlite'

    script:
    """
    facs merge '${params.results}' -o study.sqlite
    """
}

workflow {
    TABLE(SHARE(Channel.of(1..params.shares)).collect())
}
