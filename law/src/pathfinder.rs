//! The vocabulary of the pathfinder (stifinder) network and of the strategies around it: contact
//! points, interfaces between the administrations, effect goals. All of it is public.

words! {
    /// What a contact point advises on or decides (kompetence).
    Competence {
        HomeCare "HOME_CARE" da "Hjemmepleje" en "Home care",
        Nursing "NURSING" da "Sygepleje" en "Nursing",
        Prevention "PREVENTION" da "Patient- og borgerrettet forebyggelse" en "Prevention for patients and citizens",
        StatePension "STATE_PENSION" da "Folkepension" en "State pension",
        Training "TRAINING" da "Genoptræning og træning" en "Training and rehabilitation",
        DisabilityPension "DISABILITY_PENSION" da "Førtidspension" en "Disability pension",
        ProtectedJob "PROTECTED_JOB" da "Skånejob" en "Protected job",
        AssistiveDevices "ASSISTIVE_DEVICES" da "Hjælpemidler" en "Assistive devices",
        ExtraCosts "EXTRA_COSTS" da "Nødvendige merudgifter" en "Necessary extra costs",
        SubstanceTreatment "SUBSTANCE_TREATMENT" da "Misbrugsbehandling" en "Treatment of substance abuse",
        SicknessBenefit "SICKNESS_BENEFIT" da "Sygedagpenge" en "Sickness benefit",
        JobRetention "JOB_RETENTION" da "Tilbage i arbejde" en "Return to work",
        FlexJob "FLEX_JOB" da "Fleksjob" en "Flex job",
        VocationalRehabilitation "VOCATIONAL_REHABILITATION" da "Revalidering" en "Vocational rehabilitation",
        BrainInjury "BRAIN_INJURY" da "Hjerneskadekoordination" en "Brain-injury coordination",
        SpecialEducation "SPECIAL_EDUCATION" da "Undervisning og specialundervisning" en "Education and special education",
        Other "OTHER" da "Andet" en "Other",
    }
    /// What an interface between administrations is about (snitfladens emne).
    InterfaceTopic {
        FreeChoice "FREE_CHOICE" da "Frit valg og private leverandører" en "Free choice and private providers",
        HomeCare "HOME_CARE" da "Hjemmepleje" en "Home care",
        NursingHome "NURSING_HOME" da "Plejebolig" en "Nursing home",
        Training "TRAINING" da "Genoptræning" en "Training",
        Discharge "DISCHARGE" da "Udskrivning fra hospital" en "Discharge from hospital",
        RehabilitationPlaces "REHABILITATION_PLACES" da "Rehabiliteringspladser" en "Rehabilitation places",
        BrainInjury "BRAIN_INJURY" da "Hjerneskade" en "Brain injury",
        RehabilitationTeams "REHABILITATION_TEAMS" da "Rehabiliteringsteams" en "Rehabilitation teams",
        Prevention "PREVENTION" da "Forebyggelse" en "Prevention",
        HealthInitiatives "HEALTH_INITIATIVES" da "Fælles sundhedsindsatser" en "Shared health initiatives",
        Technology "TECHNOLOGY" da "Velfærdsteknologi og digitalisering" en "Welfare technology and digitalisation",
        AssistiveDevices "ASSISTIVE_DEVICES" da "Hjælpemidler" en "Assistive devices",
        Housing "HOUSING" da "Boliger" en "Housing",
        Other "OTHER" da "Andet" en "Other",
    }
    /// Where an effect goal stands (effektmålets status).
    EffectGoalStatus {
        NotMeasured "NOT_MEASURED" da "Ikke opgjort" en "Not measured",
        OnTrack "ON_TRACK" da "På vej" en "On track",
        Behind "BEHIND" da "Bagud" en "Behind",
        Reached "REACHED" da "Nået" en "Reached",
        NotReached "NOT_REACHED" da "Ikke nået" en "Not reached",
    }
}
