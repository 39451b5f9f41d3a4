/** What is said often at a rental desk, French and English; by no means a translator. */
export const phrases: readonly (readonly [fr: string, en: string])[] = [
  ['J’ai payé pour une décapotable et je reçois une voiture standard !', 'I paid for a convertible and I am given a standard car!'],
  ['Il y a eu un accident sur la voiture qui devait vous être fournie', 'There was an accident with the car that you were to be given'],
  ['Nous pouvons vous rembourser la différence de prix', 'We can refund you the difference in price'],
  ['Bonjour, comment puis-je vous aider ?', 'Hello, how can I help you?'],
  ['Je comprends', 'I understand'],
  ['C’est parfait, merci beaucoup', 'That is perfect, thank you very much'],
  ['Merci beaucoup', 'Thank you very much'],
  ['Je vous remercie', 'Thank you'],
  ['Bonne journée', 'Have a nice day'],
  ['Bonne route', 'Have a good trip'],
  ['À bientôt', 'See you soon'],
  ['D’accord', 'All right'],
  ['Un instant, je vérifie', 'One moment, I am checking'],
  ['La voiture est en panne', 'The car has broken down'],
  ['Je suis à l’aéroport', 'I am at the airport'],
  ['J’ai perdu la clé', 'I have lost the key'],
  ['Où est la voiture ?', 'Where is the car?'],
  ['Votre voiture vous attend', 'Your car is waiting for you'],
  ['Je suis désolé', 'I am sorry'],
  ['Je suis désolée', 'I am sorry'],
];

/** Word by word; of several French words for one of English the first stands. */
const pairs =
  'bonjour=hello bonsoir=hello merci=thanks oui=yes non=no et=and ou=or mais=but avec=with sans=without pour=for dans=in sur=on sous=under à=at ' +
  'de=of du=of des=of le=the la=the les=the un=a une=a je=I tu=you il=he elle=she nous=we vous=you ils=they mon=my ma=my mes=my votre=your ' +
  'vos=your notre=our nos=our ce=this cette=this ces=these est=is suis=am sont=are était=was ai=have avez=have avons=have a=has ont=have ' +
  'voiture=car véhicule=vehicle décapotable=convertible clé=key clés=keys agence=agency aéroport=airport gare=station parking=car_park ' +
  'réservation=booking location=rental prix=price différence=difference remboursement=refund rembourser=refund payer=pay payé=paid facture=invoice ' +
  'carte=card caution=deposit essence=petrol carburant=fuel plein=full vide=empty pneu=tyre roue=wheel porte=door fenêtre=window toit=roof ' +
  'moteur=engine panne=breakdown accident=accident rayure=scratch choc=dent dommage=damage assurance=insurance permis=licence conducteur=driver ' +
  'départ=pick-up retour=return heure=hour heures=hours jour=day jours=days demain=tomorrow hier=yesterday aujourd’hui=today maintenant=now ' +
  'matin=morning soir=evening question=question problème=problem aide=help aider=help besoin=need voudrais=would_like peux=can pouvez=can ' +
  'pouvons=can où=where quand=when comment=how pourquoi=why combien=how_much qui=who que=that quoi=what ici=here là=there très=very trop=too ' +
  'plus=more moins=less bien=well bon=good bonne=good mauvais=bad nouveau=new nouvelle=new autre=other petit=small petite=small grand=big ' +
  'grande=big rouge=red bleue=blue blanche=white noire=black pas=not rien=nothing toujours=always jamais=never attends=wait arrive=arrive ' +
  'arrivé=arrived perdu=lost trouvé=found cassé=broken fermé=closed ouvert=open prolonger=extend annuler=cancel changer=change modifier=change ' +
  'enfant=child siège=seat enfants=children client=customer agent=agent message=message téléphone=telephone adresse=address nom=name';

export const glossary: readonly (readonly [fr: string, en: string])[] = pairs.split(' ').map((pair) => {
  const [fr = '', en = ''] = pair.split('=');
  return [fr, en.replaceAll('_', ' ')];
});
